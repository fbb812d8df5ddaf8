import type { TextEdit } from '../../domain/ports/screen.ts';
import { type PlainModule, plainModule } from './plain-module.ts';

/** Makes the plain text of changes of one module: by its own edits where the change lies beside them, else by a new parse. */
export function plainTexts(module: PlainModule): (edits: readonly TextEdit[]) => string | null {
  const { text, path } = module;
  const groups = module.groups.map((edits) => ({
    edits,
    needed: edits.some(({ start, end }) => end > start),
  }));
  return (edits) => {
    const kept: TextEdit[] = [];
    for (const group of groups) {
      const touched = edits.some((edit) => group.edits.some((own) => inside(own, edit)));
      if (!touched) kept.push(...group.edits);
      else if (group.needed || group.edits.length > 1) return anew(edits);
    }
    // Text that comes in may hold what is not plain.
    if (edits.some((edit) => NOT_PLAIN.test(edit.text)) && /\.[cm]?tsx?$/.test(path)) return anew(edits);
    return splice(text, [...kept, ...edits]);
  };

  function anew(edits: readonly TextEdit[]): string | null {
    const changed = plainModule(path, splice(text, edits));
    return changed ? splice(changed.text, changed.groups.flat()) : null;
  }
}

const NOT_PLAIN = /\b(?:as|satisfies|import|export|const|let|function)\b|=>|!\.|:/;

/** Whether a change replaces the place of an edit. */
function inside(own: TextEdit, edit: TextEdit): boolean {
  if (own.start === own.end) return own.start > edit.start && own.start < edit.end;
  return own.start < edit.end && edit.start < own.end;
}

/** Applies edits that do not overlap; of those at one place the first come first. */
export function splice(text: string, edits: readonly TextEdit[]): string {
  const inOrder = edits.map((edit, index) => ({ edit, index }));
  inOrder.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index);
  let result = '';
  let at = 0;
  for (const { edit } of inOrder) {
    if (edit.start < at) continue;
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
