/** Shorter finds of the scanner are too likely to be a word. */
const SHORTEST = 6;
/** Shorter secrets of our own are too likely to be a word. */
const SHORTEST_OF_OURS = 12;

/**
 * User and password of an address (RFC 3986, 3.2.1), with any scheme: the rules know those of some databases only. A
 * scheme begins where a word does and has an end, so that a long text is gone through once.
 */
const USER_INFO = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/([^\s/?#"'`<>@:]*:[^\s/?#"'`<>@]+@)/gi;

/**
 * The parts of a text that are secret: those that the rules of secretlint take for it, passwords in addresses, and those
 * that are known. The scanner is loaded when it is first needed.
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
    const userInfos = userInfosIn(text)
      // Source code that puts an address together holds no password.
      .filter((userInfo) => !userInfo.includes('${') && !byRules.some((secret) => secret.includes(userInfo)));
    return [...own.filter((secret) => text.includes(secret)), ...byRules, ...new Set(userInfos)];
  };
}

/** `user:password@` of each address in a text. */
export function userInfosIn(text: string): string[] {
  return [...text.matchAll(USER_INFO)].map(([, userInfo]) => userInfo as string);
}
