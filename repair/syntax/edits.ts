import MagicString from 'magic-string';

/** One change of a text: `text` stands where `start` to `end` was; an insertion when both are equal. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Applies edits that do not overlap; insertions at one place keep their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const result = new MagicString(text);
  for (const edit of edits) {
    if (edit.start === edit.end) result.appendLeft(edit.start, edit.text);
    else if (edit.text === '') result.remove(edit.start, edit.end);
    else result.update(edit.start, edit.end, edit.text);
  }
  return result.toString();
}

/** Both changes in one, or null when they touch the same text. Indentation inside a replaced range gives way. */
export function mergeEdits(first: readonly Edit[], second: readonly Edit[]): Edit[] | null {
  const merged = [...first];
  for (const edit of second) {
    const rival = first.find((other) => overlaps(edit, other));
    if (rival && isIndentation(edit)) continue;
    if (rival && isIndentation(rival)) merged.splice(merged.indexOf(rival), 1);
    else if (rival) return null;
    merged.push(edit);
  }
  return merged;
}

function overlaps(a: Edit, b: Edit): boolean {
  if (a.start === a.end && b.start === b.end) return a.start === b.start && !isIndentation(a);
  if (a.start === a.end) return a.start > b.start && a.start < b.end;
  if (b.start === b.end) return b.start > a.start && b.start < a.end;
  return a.start < b.end && b.start < a.end;
}

function isIndentation(edit: Edit): boolean {
  return edit.start === edit.end && /^[ \t]*$/.test(edit.text);
}

/** The whitespace that a line at `offset` starts with. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}
