/** A text as a reader sees it, where Markdown, HTML or XML shows other characters than it holds. */
export interface ShownText {
  text: string;
  /** How the parts of the shown text are written in the original, each form once. */
  asWritten(part: string): string[];
}

const REFERENCE = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi;
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads the character references of a text, such as `&#64;` for `@`; null for a text without any. */
export function readReferences(original: string): ShownText | null {
  const pieces: string[] = [];
  /** For each reference: where the text behind it begins, shown and written. */
  const behind: { shown: number; written: number }[] = [];
  let [end, length] = [0, 0];
  for (const match of original.matchAll(REFERENCE)) {
    const [whole, decimal, hex, name] = match;
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : null;
    if (code !== null && code > 0x10ffff) continue;
    const character =
      code === null ? (NAMED[name?.toLowerCase() ?? ''] ?? whole) : String.fromCodePoint(code);
    pieces.push(original.slice(end, match.index), character);
    length += match.index - end + character.length;
    end = match.index + whole.length;
    behind.push({ shown: length, written: end });
  }
  if (pieces.length === 0) return null;
  const text = pieces.join('') + original.slice(end);
  return {
    text,
    asWritten(part) {
      const forms = new Set<string>();
      if (part === '') return [];
      for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) {
        forms.add(original.slice(placeOf(behind, at), placeOf(behind, at + part.length)));
      }
      return [...forms];
    },
  };
}

/** Where a place of the shown text lies in the written one. */
function placeOf(behind: { shown: number; written: number }[], at: number): number {
  let [low, high] = [0, behind.length];
  // The references that end at or before the place.
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((behind[middle]?.shown ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const last = behind[low - 1] ?? { shown: 0, written: 0 };
  return last.written + (at - last.shown);
}
