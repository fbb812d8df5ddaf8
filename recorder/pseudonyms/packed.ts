/** A run of base64's letters in either alphabet, long enough to hold something. */
const RUNS = /(?<![\w+/=.-])[\w+/-]{16,}={0,2}(?![\w+/=.-])/g;
/** Characters that are unpacked at most. */
const LONGEST = 128 * 1024;

/** The parts of a text that are other texts in base64, with what they say. */
export function packedIn(text: string): { packed: string; said: string }[] {
  return (text.match(RUNS) ?? []).flatMap((packed) => {
    const said = unpack(packed);
    return said === null ? [] : [{ packed, said }];
  });
}

/** Whether a text is an object or a list of JSON in base64: it is read by its fields, and is no key. */
export function isPackedJson(text: string): boolean {
  const said = unpack(text);
  return said !== null && jsonIn(said) !== undefined;
}

/** Packs a text as another one is packed. */
export function packLike(packed: string, said: string): string {
  const made = Buffer.from(said).toString(/[-_]/.test(packed) ? 'base64url' : 'base64');
  return packed.endsWith('=') ? made : made.replace(/=+$/, '');
}

/** The object or list that a text is as JSON; undefined: it is neither. */
export function jsonIn(said: string): object | undefined {
  if (!/^\s*[[{]/.test(said)) return undefined;
  try {
    return JSON.parse(said) as object;
  } catch {
    return undefined;
  }
}

/** Null: the bytes are not a text. */
function unpack(packed: string): string | null {
  if (packed.length > LONGEST) return null;
  const said = Buffer.from(packed, 'base64').toString('utf8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what has them is not a text
  return /[\uFFFD\u0000-\u0008\u000E-\u001F\u007F]/.test(said) ? null : said;
}
