/** Characters by which the parts are looked up. */
const KEY = 4;

/**
 * Replaces each of many parts of a text, in one walk over it: as many secrets as a text of logs may hold would otherwise
 * cost a walk each. Parts that overlap are replaced together.
 * @param parts not empty ones
 */
export function replaceAllOf(text: string, parts: readonly string[], by: string): string {
  const known = new Set(parts);
  /** The lengths, longest first, of the parts that begin with a key: many secrets begin alike. */
  const lengthsOf = new Map<string, number[]>();
  for (const { key, length } of [...known].map((part) => ({
    key: part.slice(0, KEY),
    length: part.length,
  }))) {
    const lengths = lengthsOf.get(key) ?? [];
    if (!lengths.includes(length)) {
      lengthsOf.set(
        key,
        [...lengths, length].sort((one, other) => other - one),
      );
    }
  }
  const keys = [...new Set([...lengthsOf.keys()].map(({ length }) => length))];

  const pieces: string[] = [];
  let end = 0;
  for (let at = 0; keys.length > 0 && at < text.length; at += 1) {
    const length = longestAt(at);
    if (length === 0) continue;
    if (at >= end) pieces.push(text.slice(end, at), by);
    end = Math.max(end, at + length);
  }
  return pieces.join('') + text.slice(end);

  /** The length of the longest part that begins here; 0 of none. */
  function longestAt(at: number): number {
    const found = keys.map((size) => {
      const lengths = lengthsOf.get(text.slice(at, at + size)) ?? [];
      return lengths.find((length) => known.has(text.slice(at, at + length))) ?? 0;
    });
    return Math.max(...found);
  }
}
