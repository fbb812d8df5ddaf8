import { parsePatch, type StructuredPatchHunk } from 'diff';
import type { Highlighter, Token } from './highlight.ts';

export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  before: number | null;
  after: number | null;
  tokens: Token[];
}

export interface DiffFile {
  path: string;
  added: number;
  removed: number;
  hunks: { heading: string; lines: DiffLine[] }[];
}

/** A unified diff, file by file, with the colours of its language. What is no diff gives no file. */
export async function readDiff(diff: string, highlighter: Highlighter): Promise<DiffFile[]> {
  const files: DiffFile[] = [];
  for (const patch of parsed(diff)) {
    const path = (patch.newFileName ?? patch.oldFileName ?? '').replace(/^[ab]\//, '');
    const hunks = await Promise.all(patch.hunks.map((hunk) => readHunk(hunk, path, highlighter)));
    const count = (kind: DiffLine['kind']) =>
      hunks.reduce((sum, { lines }) => sum + lines.filter((line) => line.kind === kind).length, 0);
    if (hunks.some(({ lines }) => lines.length > 0))
      files.push({ path, added: count('added'), removed: count('removed'), hunks });
  }
  return files;
}

function parsed(diff: string) {
  try {
    return parsePatch(diff);
  } catch {
    return [];
  }
}

/** Each side is coloured as a whole, so that what spans lines is seen as such. */
async function readHunk(
  hunk: StructuredPatchHunk,
  path: string,
  highlighter: Highlighter,
): Promise<DiffFile['hunks'][number]> {
  const side = (mark: string) =>
    hunk.lines.filter((line) => line[0] === ' ' || line[0] === mark).map((line) => line.slice(1));
  const [old, fresh] = await Promise.all([
    highlighter.lines(side('-').join('\n'), path),
    highlighter.lines(side('+').join('\n'), path),
  ]);
  let before = 0;
  let after = 0;
  const lines = hunk.lines.flatMap((text): DiffLine[] => {
    const numbers = { before: hunk.oldStart + before, after: hunk.newStart + after };
    const shown = (tokens: Token[] | undefined) => tokens ?? [{ text: text.slice(1), class: '' }];
    if (text[0] === '-') return [{ kind: 'removed', ...numbers, after: null, tokens: shown(old[before++]) }];
    if (text[0] === '+') return [{ kind: 'added', ...numbers, before: null, tokens: shown(fresh[after++]) }];
    // "\ No newline at end of file"
    if (text[0] !== ' ') return [];
    before += 1;
    return [{ kind: 'same', ...numbers, tokens: shown(fresh[after++]) }];
  });
  const heading = `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`;
  return { heading, lines };
}
