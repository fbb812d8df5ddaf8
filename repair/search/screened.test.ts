import { expect, it } from 'vitest';
import type { Screen, ScreenedChange } from '../../domain/ports/screen.ts';
import { applyEdits } from '../syntax/edits.ts';
import { parseSource, type Source } from '../syntax/source.ts';
import { searchScreened } from './screened.ts';

const TEXT = `export function share(sum: number, parts: number) {
  const each = sum * parts;
  return each - parts;
}
`;
const RIGHT = 'each = sum / parts;\n  return each + parts;';
const source = parseSource({ path: 'a.ts', content: TEXT }) as Source;

/** Passes what answers `if (…) return 42`, and the two edits together; one of them alone comes further. */
function outcomeOf({ edits }: ScreenedChange) {
  const text = applyEdits(TEXT, edits);
  if (text.includes(RIGHT) || text.includes('return 42;')) return 'passes';
  return text.includes('sum / parts') && text.includes('return each - parts') ? 'better' : 'same';
}
const screen: Screen = {
  ...{ failing: ['it'], passing: [], calls: [], behaviour: async () => [], close: async () => {} },
  compared: [{ test: 'it', message: '', actual: '1', expected: '42' }],
  coverage: () => source.of('ReturnStatement').map(({ node }) => ({ ...node, failing: 1, passing: 0 })),
  run: async (changes) => changes.map((change) => ({ outcome: outcomeOf(change), fixed: 0, progress: 1 })),
};
const found = async (isFitted: (change: ScreenedChange) => boolean) => {
  const { passing } = await searchScreened({
    ...{ screen, sources: [source], drafts: [], round: 1, budgetMs: 60_000, without: [], isFitted },
    ...{ signal: new AbortController().signal, heartbeat() {} },
  });
  return passing.map(({ change }) => applyEdits(TEXT, change.edits));
};

it('searches two edits together where all that passes fits the tests alone', async () => {
  const quotes = ({ edits }: ScreenedChange) => edits.some(({ text }) => text.includes('42'));
  expect((await found(quotes)).some((text) => text.includes(RIGHT))).toBe(true);
  const without = await found(() => false);
  expect(without.length).toBeGreaterThan(0);
  expect(without.some((text) => text.includes(RIGHT))).toBe(false);
});

it('tries the same edit at several places before what is less likely', async () => {
  const text = 'export const inside = (a, b, c) => a < b && b < c;\n';
  const both = parseSource({ path: 'b.ts', content: text }) as Source;
  const tried: string[] = [];
  await searchScreened({
    ...{ sources: [both], drafts: [], round: 1, budgetMs: 60_000, without: ['pairs'] },
    ...{ signal: new AbortController().signal, heartbeat() {} },
    screen: {
      ...screen,
      coverage: () => both.of('LogicalExpression').map(({ node }) => ({ ...node, failing: 1, passing: 0 })),
      async run(changes) {
        tried.push(...changes.map(({ edits }) => applyEdits(text, edits)));
        return changes.map(() => ({ outcome: 'same', fixed: 0, progress: 0 }));
      },
    },
  });
  const rank = tried.findIndex((each) => each.includes('a <= b && b <= c'));
  expect(rank).toBeGreaterThan(0);
  expect(rank).toBeLessThan(tried.length / 2);
});

it('ends in time where changes hang', async () => {
  let hung = 0;
  const began = performance.now();
  const { complete } = await searchScreened({
    ...{ sources: [source], drafts: [], round: 1, budgetMs: 300, without: [] },
    ...{ signal: new AbortController().signal, heartbeat() {} },
    screen: {
      ...screen,
      async run(changes) {
        hung += changes.length;
        await new Promise((resolve) => setTimeout(resolve, 10 * changes.length));
        return changes.map(() => ({ outcome: 'hangs', fixed: 0, progress: 0 }));
      },
    },
  });
  expect(complete).toBe(false);
  expect(hung).toBeLessThan(500);
  expect(performance.now() - began).toBeLessThan(10_000);
});
