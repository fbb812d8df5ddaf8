/** Shorter finds of the scanner are too likely to be a word. */
const SHORTEST = 6;
/** The same for every secret, so that it is no difference between a text and its changed version. */
const MARKER = '⟦secret removed⟧';

/** A text without what the rules of secretlint take for a secret. */
export type HideSecrets = (text: string) => Promise<string>;

/** The scanner is loaded when first asked. */
export function createHideSecrets(): HideSecrets {
  let loading: ReturnType<typeof load> | null = null;
  return async (text) => {
    loading ??= load();
    const { lintSource, rule } = await loading;
    const { messages } = await lintSource({
      source: { filePath: 'outgoing.txt', content: text, ext: '.txt', contentType: 'text' },
      options: { config: { rules: [rule] }, noPhysicFilePath: true },
    });
    const found = messages.flatMap(({ data, range }) => {
      // A rule names the secret itself; the range of some begins at the words before it.
      const named = Object.values(data ?? {}).filter(
        (value): value is string =>
          typeof value === 'string' && value.length >= SHORTEST && text.includes(value),
      );
      return named.length > 0 ? named : [text.slice(...range)];
    });
    // The longest first: one may hold another.
    found.sort((one, other) => other.length - one.length);
    return found.reduce((safe, secret) => safe.replaceAll(secret, () => MARKER), text);
  };
}

async function load() {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  return {
    lintSource,
    rule: { id: '@secretlint/secretlint-rule-preset-recommend', rule: creator, options: {} },
  };
}
