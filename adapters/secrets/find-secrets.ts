import { encodedSecrets, fieldSecrets } from './encoded.ts';
import { namedSecrets, shapedSecrets } from './patterns.ts';
import { readReferences } from './references.ts';

/** Shorter finds of the scanner are too likely to be a word. */
const SHORTEST = 6;
/** Shorter secrets of our own are too likely to be a word; so are shorter lines of a longer one. */
const SHORTEST_OF_OURS = 12;

/** Finds that are compared with each other. */
const MOST_COMPARED = 200;

/**
 * User and password of an address (RFC 3986, 3.2.1), with any scheme: the rules know those of some databases only. A
 * scheme begins where a word does and has an end, so that a long text is gone through once.
 */
const USER_INFO = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/([^\s/?#"'`<>@:]*:[^\s/?#"'`<>@]+@)/gi;

export interface FoundSecrets {
  /** Known to be secret, or of the shape of one. */
  certain: string[];
  /** Secret by the name that stands before it. */
  likely: string[];
}

/**
 * The parts of a text that are secret: those that the rules of secretlint take for it, what has the shape or the name of a
 * secret, passwords in addresses, and those that are known. The scanner is loaded when it is first needed.
 * @param known secrets of our own, such as an API key
 */
export async function loadSecretFinder(
  known: readonly string[] = [],
): Promise<(text: string) => Promise<FoundSecrets>> {
  const own = [...new Set(known.flatMap(writtenOtherwise))];
  const byRules = await loadRules();
  const findIn = async (text: string): Promise<FoundSecrets> => {
    const ruled = await byRules(text);
    const userInfos = userInfosIn(text)
      // Source code that puts an address together holds no password.
      .filter((userInfo) => !userInfo.includes('${') && !isWithin(userInfo, ruled));
    const ours = own.filter((secret) => text.includes(secret));
    const encoded = encodedSecrets(text, (plain) => {
      if (own.some((secret) => plain.includes(secret)) || userInfosIn(plain).length > 0) return true;
      return shapedSecrets(plain).length > 0 || namedSecrets(plain).length > 0;
    });
    const found = [
      ...new Set([
        ...ours,
        ...ruled,
        ...userInfos,
        ...shapedSecrets(text),
        ...fieldSecrets(text),
        ...encoded,
      ]),
    ];
    const named = namedSecrets(text).filter((value) => !isWithin(value, found));
    // As with `isWithin`: both are removed at any rate, and only their order is at stake.
    const compared = found.length <= MOST_COMPARED && named.length <= MOST_COMPARED ? named : [];
    const whole = compared.filter((value) => found.some((part) => endsInside(part, value)));
    const certain = [
      ...new Set([...found.filter((part) => !whole.some((value) => endsInside(part, value))), ...whole]),
    ];
    const likely = named.filter((value) => !whole.includes(value));
    return { certain, likely: [...new Set(likely)] };
  };
  return async (text) => {
    const found = await findIn(text);
    const shown = readReferences(text);
    if (!shown) return found;
    const behind = await findIn(shown.text);
    const all = (own: string[], others: string[]) => [
      ...new Set([...own, ...others.flatMap(shown.asWritten)]),
    ];
    return { certain: all(found.certain, behind.certain), likely: all(found.likely, behind.likely) };
  };
}

/** Whether a find is part of another. Not looked at among very many, where finding one twice costs less. */
function isWithin(part: string, found: readonly string[]): boolean {
  return found.length <= MOST_COMPARED && found.some((secret) => secret.includes(part));
}

/** Whether a find ends with the beginning of a named value: a rule began too early, and saw too little of the secret. */
function endsInside(part: string, value: string): boolean {
  const at = part.lastIndexOf(value.slice(0, SHORTEST));
  return at > 0 && value.startsWith(part.slice(at));
}

/** The rules of secretlint. @returns the secrets that they find in a text */
async function loadRules(): Promise<(text: string) => Promise<string[]>> {
  const [{ lintSource }, { creator }, { secretLintProfiler }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
    import('@secretlint/profiler'),
  ]);
  // It keeps every mark for ever and looks through all of them at each one, so that each use is slower than the last.
  secretLintProfiler.mark = () => {};
  const rule = { id: '@secretlint/secretlint-rule-preset-recommend', rule: creator, options: {} };
  return async (text) => {
    const { messages } = await lintSource({
      source: { filePath: 'outgoing.txt', content: text, ext: '.txt', contentType: 'text' },
      options: { config: { rules: [rule] }, noPhysicFilePath: true },
    });
    return messages.flatMap(({ data, range }) => {
      // A rule names the secret itself; the range of some begins at the words before it, and of some ends within it.
      const place = text.slice(...range);
      const isHere = (value: string) => place.includes(value) || text.includes(value);
      const named = Object.values(data ?? {}).filter(
        (value): value is string => typeof value === 'string' && value.length >= SHORTEST && isHere(value),
      );
      return named.length > 0 ? named : [place];
    });
  };
}

/** A secret as a log, an address or a header may hold it, and each line of one that has several. */
function writtenOtherwise(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  return [
    secret,
    ...(lines.length > 1 ? lines.filter((line) => !line.startsWith('-----')) : []),
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(Buffer.from(secret).toString()),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ].filter((form) => form.length >= SHORTEST_OF_OURS);
}

/** `user:password@` of each address in a text. */
export function userInfosIn(text: string): string[] {
  return [...text.matchAll(USER_INFO)].map(([, userInfo]) => userInfo as string);
}
