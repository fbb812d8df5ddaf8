/** Shorter finds of the scanner are too likely to be a word. */
const SHORTEST = 6;
/** Shorter secrets of our own are too likely to be a word. */
const SHORTEST_OF_OURS = 12;

/**
 * The parts of a text that are secret: those that the rules of secretlint take for it, and those that are known. The
 * scanner is loaded when it is first needed.
 * @param known secrets of our own, such as an API key
 */
export async function loadSecretFinder(
  known: readonly string[] = [],
): Promise<(text: string) => Promise<string[]>> {
  const own = [...new Set(known)].filter((secret) => secret.length >= SHORTEST_OF_OURS);
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
    const byRules = messages.flatMap(({ data, range }) => {
      // A rule names the secret itself; the range of some begins at the words before it.
      const named = Object.values(data ?? {}).filter(
        (value): value is string =>
          typeof value === 'string' && value.length >= SHORTEST && text.includes(value),
      );
      return named.length > 0 ? named : [text.slice(...range)];
    });
    return [...own.filter((secret) => text.includes(secret)), ...byRules];
  };
}
