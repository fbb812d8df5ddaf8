import { expect, it } from 'vitest';
import { findAnyError } from './any-error.ts';
import type { Asking } from './ask-in-turn.ts';
import { inventedIn } from './judge-upstreams.ts';
import type { Asked } from './look.ts';
import { failsInOutage, nonsenseOf } from './look-wrong.ts';

const asked = (day: string | undefined, status: number, more: Partial<Asked> = {}): Asked => ({
  request: { method: 'GET', path: `/bookings?day=${day}`, headers: {} },
  ...{ edge: false, part: 'query day' },
  answer: {
    status,
    body: {},
    sign: null,
    work: [],
    bound: [],
    statements: [],
    flow: { given: [], bound: [], calls: [] },
  },
  ...more,
});
const absent = asked(undefined, 400, { now: 'absent' });
const nonsense = asked('!', 500, { now: 'nonsense' });

it('finds a text that means nothing in a value that the service requires', () => {
  expect(nonsenseOf([absent, nonsense, asked('1', 200)])).toEqual([nonsense.request]);
});

it.each<[string, Asked[]]>([
  ['may be left out', [asked(undefined, 200, { now: 'absent' }), nonsense, asked('1', 200)]],
  ['fails with every other one', [absent, nonsense, asked('1', 500)]],
  ['succeeds beside a good request alone', [absent, nonsense, asked('1', 200, { beside: true })]],
])('asks for no refusal of nonsense in a value that %s', (_, all) => {
  expect(nonsenseOf(all)).toEqual([]);
});

it('finds a value that an answer has of its own where an upstream failed', () => {
  const good = { name: 'axe', stars: 4 };
  expect(inventedIn(good, { name: 'axe', stars: 5 })).toBe('stars');
  expect(inventedIn(good, { name: 'axe', stars: null })).toBeNull();
  expect(inventedIn(good, { name: 'axe' })).toBeNull();
});

/** A service whose database refuses everything: how it answers, and how many statements it sends for it. */
function withoutDatabase(status: number, statements: number, commands: string[] = []): Asking {
  let refused = 0;
  const witness = { refuse: () => {}, refused: () => refused };
  const ask = async () => {
    refused += statements;
    return { status, flow: { commands } };
  };
  return { stage: { database: { witness } }, ask } as never;
}

it('takes a failure for one of the database only where it is asked', async () => {
  const good = asked('1', 200);
  good.answer?.work.push({ kind: 'select bookings', text: 'select', values: '' });
  expect(await failsInOutage(withoutDatabase(500, 1), [good])).toEqual(good.request);
  expect(await failsInOutage(withoutDatabase(500, 0), [good])).toBeNull();
});

it('refuses a success while the database refuses everything, unless a cache answers', async () => {
  const { request } = asked('1', 200);
  const found = (statements: number, commands: string[] = []) =>
    findAnyError(withoutDatabase(200, statements, commands), { request, status: 200, outage: request });
  const refused = [expect.stringContaining('is answered with 200 while the database refuses')];
  expect(await found(1, ['GET day'])).toEqual(refused);
  expect(await found(0)).toEqual(refused);
  expect(await found(0, ['GET day'])).toEqual([]);
});
