import { expect, it } from 'vitest';
import { parsingDrafts } from './parsing-drafts.ts';

const right = `import { readFile } from 'node:fs/promises';

export async function total(path, rate) {
  const lines = JSON.parse(await readFile(path, 'utf8'));
  let sum = 0;
  for (const line of lines) {
    if (line.taxed) {
      sum += Math.round(line.price * rate);
    }
    sum += line.price;
  }
  return { sum, lines: lines.map((line) => line.id), note: 'all' };
}

export function half(values) {
  return values.slice(0, Math.floor(values.length / 2));
}
`;
const plain = (text: string) => text.replace(/\s+/g, '');

it.each([
  ['a bracket of a call is missing', "'utf8'));", "'utf8');"],
  ['a bracket of a call is one too many', 'values.length / 2));', 'values.length / 2)));'],
  ['the end of a block is missing', '    }\n    sum', '    sum'],
  ['the end of a function is missing', "note: 'all' };\n}\n", "note: 'all' };\n"],
  ['an end of a block is one too many', '  return { sum', '  }\n  return { sum'],
  ['a comma is missing', 'path, rate', 'path rate'],
  ['a comma of an object is missing', 'sum, lines', 'sum lines'],
  ['a colon is missing', 'note: ', 'note '],
  ['a quote is missing', "'utf8'", "'utf8"],
  ['the start of a block is missing', 'of lines) {', 'of lines)'],
])('puts the file as it was among its first where %s', (_, from, to) => {
  const content = right.replace(from, to);
  expect(content).not.toBe(right);
  const texts = parsingDrafts([{ path: 'total.mjs', content }]).map((draft) => plain(draft.content));
  const rank = texts.indexOf(plain(right));
  expect(rank).toBeGreaterThanOrEqual(0);
  expect(rank).toBeLessThan(20);
});

it('proposes nothing for a file that parses, or of another kind', () => {
  expect(parsingDrafts([{ path: 'total.mjs', content: right }])).toEqual([]);
  expect(parsingDrafts([{ path: 'total.py', content: 'def (' }])).toEqual([]);
});
