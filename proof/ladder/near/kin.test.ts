import { expect, it } from 'vitest';
import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import type { NearAnswer } from './ask-in-turn.ts';
import { failureSign } from './failure-sign.ts';
import { handedOut } from './handed-out.ts';
import { judgeKin } from './judge-kin.ts';
import { guiltyParts, kinOf } from './kin.ts';
import type { Asked } from './look.ts';
import { createMissLog } from './missed.ts';

const get = (path: string) => ({ method: 'GET', path, headers: {} });
const sign = { error: 'RangeError', place: 'service.ts:7:3' };
const answer = (status: number, body: unknown = {}, more: Partial<NearAnswer> = {}): NearAnswer => ({
  ...{ status, body, sign: status < 500 ? null : sign, work: [], bound: [], statements: [] },
  flow: { given: [], bound: [], calls: [] },
  ...more,
});
const asked = (path: string, given: NearAnswer, more: Partial<Asked> = {}): Asked => ({
  ...{ request: get(path), edge: false, part: 'query since', answer: given },
  ...more,
});
const SINCE = get('/orders?since=soon');
const ABSENT = asked('/orders', answer(200), { now: 'absent' });

it('tells the same failure by its error and its place', () => {
  const output = 'RangeError: Invalid time value\n    at orders (/work/service.ts:7:3)\n';
  expect(failureSign(output, { statements: [], folder: '/work' })).toEqual(sign);
  expect(failureSign('nothing', { statements: [], folder: '/work' })).toBeNull();
});

it('takes a value for the cause without which the request does not fail, and knows whether others are taken or refused', () => {
  const known = [get('/orders?since=2026-01-01')];
  const refused = [
    asked('/orders?least=!', answer(400), { part: 'query least', now: 'nonsense', beside: true }),
    asked('/orders', answer(200), { part: 'query least', now: 'absent', beside: true }),
  ];
  expect(guiltyParts(SINCE, [ABSENT], known)).toEqual([
    { part: 'query since', absent: get('/orders'), isTaken: true, refusesOthers: false },
  ]);
  expect(guiltyParts(SINCE, [ABSENT, ...refused], [])).toMatchObject([
    { isTaken: false, refusesOthers: true },
  ]);
  for (const status of [400, 500])
    expect(guiltyParts(SINCE, [asked('/orders?since=2', answer(status))], known)).toEqual([]);
});

it('keeps requests that fail in the same way, texts before numbers', () => {
  const guilty = guiltyParts(SINCE, [ABSENT], []);
  const others = [
    asked('/orders?since=7', answer(500)),
    asked('/orders?since=!', answer(500)),
    asked('/orders?since=x', answer(500, {}, { sign: { error: 'TypeError', place: 'service.ts:9:1' } })),
    asked('/orders?since=1', answer(200)),
  ];
  expect(kinOf([ABSENT, ...others], sign, guilty).map(({ request }) => request.path)).toEqual([
    '/orders?since=!',
    '/orders?since=7',
  ]);
});

it('gives a value back that good answers hand out', () => {
  const first = asked('/orders?since=', answer(200, { orders: ['a'], next: 'eyJpZCI6Mn0' }));
  expect(handedOut([first], SINCE).map(({ request }) => request.path)).toEqual(['/orders?since=eyJpZCI6Mn0']);
});

const near = (more: Partial<NearAnswers> = {}): NearAnswers => ({
  ...{ good: [], edges: [], varied: null, upstreamBody: null, failure: 'RangeError' },
  kin: [{ request: get('/orders?since=!'), part: 'query since' }],
  guilty: [{ part: 'query since', absent: get('/orders'), isTaken: true, refusesOthers: false }],
  ...more,
});
const guilty = (more: object) => [{ ...near().guilty?.[0], ...more } as never];
const ALL = { '/orders?since=soon': answer(200, [1, 2]), '/orders': answer(200, [1, 2]) };

it.each([
  ['refuses all that failed', 400, { '/orders?since=!': answer(400) }, {}, {}],
  [
    'refuses the recorded value alone',
    400,
    { '/orders?since=!': answer(500) },
    {},
    { wrong: [expect.stringContaining('still fails')] },
  ],
  [
    'meets another error with another value',
    400,
    { '/orders?since=!': answer(500) },
    { failure: 'TypeError' },
    {},
  ],
  [
    'refuses one value and takes another',
    400,
    { '/orders?since=!': answer(200) },
    {},
    { unsure: [expect.stringContaining('failed in the same way')] },
  ],
  [
    'refuses a value of which none is known to be taken',
    400,
    { '/orders?since=!': answer(400) },
    { guilty: guilty({ isTaken: false }) },
    { unsure: [expect.stringContaining('no request is known')] },
  ],
  ['uses the value', 200, { ...ALL, '/orders?since=soon': answer(200, [2]) }, {}, {}],
  ['takes a default', 200, ALL, {}, { unsure: [expect.stringContaining('as if it were left out')] }],
  [
    'takes a default where other values are refused',
    200,
    ALL,
    { guilty: guilty({ refusesOthers: true }) },
    { wrong: [expect.stringContaining('refuses other values')] },
  ],
  [
    'takes one default for all, where good values lead to other answers',
    200,
    {
      '/orders?since=soon': answer(200, []),
      '/orders?since=!': answer(200, []),
      '/orders': answer(200, [1]),
    },
    { good: [{ request: get('/orders?since=2026-01-01'), status: 200, body: [2], again: [2], work: [] }] },
    { unsure: [expect.stringContaining('like any other that failed')] },
  ],
])('judges a fix that %s', async (_, status, answers, more, expected) => {
  const ask = async ({ path }: { path: string }) => (answers as Record<string, NearAnswer>)[path] ?? null;
  const missed = createMissLog();
  const judged = await judgeKin({ ask, missed } as never, { request: SINCE, near: near(more), status });
  expect(judged).toEqual({ wrong: [], unsure: [], ...expected });
});

it.each([
  ['ended', { wrong: [expect.stringContaining('ends the service')], unsure: [] }],
  ['slow', { wrong: [], unsure: [expect.stringContaining('after more than 4 s')] }],
  ['late', { wrong: [], unsure: [] }],
] as const)('judges what has no answer any more because of “%s”', async (why, expected) => {
  const missed = createMissLog();
  const ask = async (request: RecordedRequest) => {
    missed.add(request, why);
    return null;
  };
  const judged = await judgeKin({ ask, missed } as never, { request: SINCE, near: near({}), status: 400 });
  expect(judged).toEqual(expected);
});
