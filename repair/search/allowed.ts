import type { FileVersion } from '../../domain/fix.ts';
import { isSound, parseSound, parseSource, type Source } from '../syntax/source.ts';
import type { Draft } from './draft.ts';
import { hides } from './safety.ts';

/** Words of what asks outside: its answers may be used anywhere in a file. */
const OUTSIDE = /\b(?:fetch|axios|got|undici|superagent|ky)\b|\bhttps?\.(?:get|request)\b/i;

/**
 * Whether a change is a sound program and hides no failure. Where the file asks nobody outside, only the function or
 * statement around the change is parsed again: a file of five hundred lines takes as long as one of fifty.
 */
export function allowedChanges(files: readonly FileVersion[]): (draft: Draft) => boolean {
  const known = new Map(files.map((file) => [file.path, { file, source: once(() => parseSource(file)) }]));
  const parts = new Map<string, Source | null>();
  return (draft) => {
    const before = known.get(draft.path);
    const source = before?.source();
    if (!before) return false;
    // What does not parse hides nothing: it does not run.
    if (!source) return isSound(draft);
    const part = OUTSIDE.test(source.text) || OUTSIDE.test(draft.content) ? null : partAround(source, draft);
    if (!part) {
      const after = parseSound(draft);
      return after !== null && hides(source, after) === null;
    }
    const { start, end } = part;
    const key = `${draft.path} ${start} ${end}`;
    const old = parts.has(key)
      ? parts.get(key)
      : parseSource({ path: draft.path, content: source.text.slice(start, end) });
    parts.set(key, old ?? null);
    const grown = draft.content.length - source.text.length;
    const changed = { path: draft.path, content: draft.content.slice(start, end + grown) };
    if (!old) return isSound(draft);
    const after = parseSound(changed);
    return after !== null && hides(old, after) === null;
  };
}

/** The statement at the top of a file that holds all edits of a draft; null where there is none. */
function partAround({ program }: Source, { edits }: Draft): { start: number; end: number } | null {
  const start = Math.min(...edits.map((edit) => edit.start));
  const end = Math.max(...edits.map((edit) => edit.end));
  const part = program.body.find((node) => node.start < start && node.end > end);
  return part ? { start: part.start, end: part.end } : null;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
