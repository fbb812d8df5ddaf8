import { createTwoFilesPatch } from 'diff';
import { describe, expect, it } from 'vitest';
import { createHighlighter } from './highlight.ts';
import { type DiffFile, readDiff } from './read-diff.ts';

const highlighter = createHighlighter();
const patch = (path: string, before: string, after: string) =>
  createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after);
const textOf = ({ hunks }: DiffFile) =>
  hunks.flatMap(({ lines }) =>
    lines.map(({ kind, tokens }) => [kind, tokens.map(({ text }) => text).join('')]),
  );

const BEFORE = 'const a = 1;\n/* one\n   two */\nexport const b = "x";\n';
const AFTER = 'const a = 1;\n/* one\n   three */\nexport const b = "y";\nexport const c = a;\n';

describe('a diff', () => {
  it('keeps every line with its sign and its numbers', async () => {
    const [file] = await readDiff(patch('src/one.ts', BEFORE, AFTER), highlighter);
    expect(file).toMatchObject({ path: 'src/one.ts', added: 3, removed: 2 });
    expect(textOf(file as DiffFile)).toEqual([
      ['same', 'const a = 1;'],
      ['same', '/* one'],
      ['removed', '   two */'],
      ['removed', 'export const b = "x";'],
      ['added', '   three */'],
      ['added', 'export const b = "y";'],
      ['added', 'export const c = a;'],
    ]);
    const numbers = file?.hunks[0]?.lines.map(({ before, after }) => [before, after]);
    expect(numbers).toEqual([
      [1, 1],
      [2, 2],
      [3, null],
      [4, null],
      [null, 3],
      [null, 4],
      [null, 5],
    ]);
  });

  it('colours each side as the language reads it, by classes', async () => {
    const [file] = await readDiff(patch('src/one.ts', BEFORE, AFTER), highlighter);
    const lines = file?.hunks[0]?.lines ?? [];
    // The end of a comment that began on the line before.
    expect(lines[2]?.tokens).toEqual([{ text: '   two */', class: 't-comment' }]);
    expect(lines[4]?.tokens).toEqual([{ text: '   three */', class: 't-comment' }]);
    expect(lines[5]?.tokens).toContainEqual({ text: '"y"', class: 't-string-expression' });
    expect(lines[6]?.tokens.find(({ text }) => text === 'export')?.class).toBe('t-keyword');
  });

  it('shows files of unknown languages, new files and several at once without colours', async () => {
    const several =
      patch('notes.unknown', '', 'one\ntwo\n') +
      patch('Makefile', 'all:\n', 'all: x\n') +
      patch('a.py', 'x = 1\n', 'x = 2\n');
    const files = await readDiff(several, highlighter);
    expect(files.map(({ path, added, removed }) => [path, added, removed])).toEqual([
      ['notes.unknown', 2, 0],
      ['Makefile', 1, 1],
      ['a.py', 1, 1],
    ]);
    expect(files[0]?.hunks[0]?.lines[0]?.tokens).toEqual([{ text: 'one', class: '' }]);
  });

  it.each(['', 'no diff at all', '@@ -1 +1 @@ broken', '--- a/x\n+++ b/x\n'])(
    'is empty for a text that is not a diff: %j',
    async (text) => {
      expect(await readDiff(text, highlighter)).toEqual([]);
    },
  );
});
