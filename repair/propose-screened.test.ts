import { expect, it } from 'vitest';
import type { Screen, ScreenedChange } from '../domain/ports/screen.ts';
import { proposeScreened } from './propose-screened.ts';
import { loadSqlParser } from './sql/parser.ts';
import { applyEdits } from './syntax/edits.ts';
import { parseSource, type Source } from './syntax/source.ts';
import { evidenceOf, requestOf } from './testing.ts';

const TEXT = `export function share(sum: number, parts: number) {
  const each = sum / parts;
  return each - parts;
}
`;
const RIGHT = 'return (sum - each)';
const source = parseSource({ path: 'a.ts', content: TEXT }) as Source;
const after = ({ edits }: ScreenedChange) => applyEdits(TEXT, edits);

/** What is asked how it behaves, and the first proposal, where these changes pass. */
async function proposed(passes: (text: string) => boolean) {
  const asked = new Set<string>();
  const screen: Screen = {
    ...{ failing: ['it'], passing: [], close: async () => {} },
    calls: [{ path: 'a.ts', name: 'share', args: '[84,2]', failing: true }],
    compared: [{ test: 'it', message: '', actual: '40', expected: '4217' }],
    coverage: () => source.of('ReturnStatement').map(({ node }) => ({ ...node, failing: 1, passing: 0 })),
    async run(changes) {
      const outcome = (change: ScreenedChange) => (passes(after(change)) ? 'passes' : 'same');
      return changes.map((change) => ({ outcome: outcome(change), fixed: 0, progress: 0 }));
    },
    async behaviour(change, calls) {
      if (change.edits.length > 0) asked.add(after(change));
      return calls.map(() => after(change));
    },
  };
  const { proposal } = await proposeScreened(
    requestOf([{ path: 'a.ts', content: TEXT }], evidenceOf([{ message: 'exited with 1' }])),
    { screen, parser: await loadSqlParser(), signal: new AbortController().signal, heartbeat() {} },
  );
  return { asked: [...asked], first: proposal?.candidates[0]?.edits[0]?.content };
}

it('asks of hundreds that pass the one that writes nothing that only the tests know, and puts it first', async () => {
  const { asked, first } = await proposed((text) => text.includes('4217') || text.includes(RIGHT));
  expect(asked).toHaveLength(80);
  expect(first).toContain(RIGHT);
});

it('asks changes of many kinds where far more pass than are asked', async () => {
  const { asked } = await proposed(() => true);
  expect(asked.some((text) => text.includes('each + parts'))).toBe(true);
  expect(asked.some((text) => text.includes('if ('))).toBe(true);
});
