/** Shorter finds of the scanner are too likely to be a word. */
const SHORTEST = 6;

/** The parts of a text that the rules of secretlint take for secrets. The scanner is loaded when it is first needed. */
export async function loadSecretFinder(): Promise<(text: string) => Promise<string[]>> {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const rule = { id: '@secretlint/secretlint-rule-preset-recommend', rule: creator, options: {} };
  return async (text) => {
    const { messages } = await lintSource({
      source: { filePath: 'outgoing.txt', content: text, ext: '.txt', contentType: 'text' },
      options: { config: { rules: [rule] }, noPhysicFilePath: true },
    });
    return messages.flatMap(({ data, range }) => {
      // A rule names the secret itself; the range of some begins at the words before it.
      const named = Object.values(data ?? {}).filter(
        (value): value is string =>
          typeof value === 'string' && value.length >= SHORTEST && text.includes(value),
      );
      return named.length > 0 ? named : [text.slice(...range)];
    });
  };
}
