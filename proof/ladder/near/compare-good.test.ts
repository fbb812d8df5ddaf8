import { expect, it } from 'vitest';
import type { NearAnswers } from '../../../domain/ports/prover.ts';
import { Recording } from '../../../domain/recording.ts';
import { digest, type NearAnswer } from './ask-in-turn.ts';
import { compareGood } from './compare-good.ts';
import { createMissLog } from './missed.ts';
import { rewrittenStatement } from './rewritten-statement.ts';

const SAVE = 'UPDATE recipes SET steps = $2 WHERE id = $1';
const recording = Recording.parse({
  ...{ service: 'shop', key: 'one', route: '/', reason: 'status_500', logLine: '', latencyMs: 20 },
  at: '2026-11-29T10:00:00.000Z',
  steps: [
    {
      ...{ kind: 'sql', text: SAVE, values: [1, ['mix', 'bake']], command: null, rowCount: null },
      error: { code: '22P02', message: 'invalid input syntax for type json' },
    },
  ],
});
const rewritten = rewrittenStatement(recording);
const work = (values: string) => ({ kind: 'update recipes', text: rewritten ?? '', values: digest(values) });
const request = { method: 'PUT', path: '/recipes/2', headers: {} };
const good: NearAnswers['good'] = [
  {
    ...{ request, status: 200, body: {}, again: {} },
    work: [{ ...work('before'), bound: ['2', '{"mix","bake"}'] }],
  },
];

it.each([
  ['the same list as JSON', '["mix","bake"]', { wrong: [], unsure: [] }],
  ['another list', '["mix"]', { wrong: [expect.stringContaining('binds other values')], unsure: [] }],
  ['a text of the list', 'mix, bake', { wrong: [], unsure: [expect.stringContaining('in another way')] }],
])('compares a good request that now binds %s', async (_, bound, expected) => {
  const judgement = { work: new Set<string>(), unsure: [] as string[] };
  const answer = { status: 200, body: {}, work: [work('now')], bound: [['2', bound]] } as Partial<NearAnswer>;
  const ask = async () => answer;
  const wrong = await compareGood({ ask } as never, { good } as NearAnswers, { judgement, rewritten });
  expect({ wrong, unsure: judgement.unsure }).toEqual(expected);
});

it.each([
  ['late', { wrong: [], unsure: [] }],
  [
    'unrecorded',
    { wrong: [], unsure: [expect.stringMatching(/^asks an upstream for what was not recorded at PUT/)] },
  ],
  ['slow', { wrong: [expect.stringContaining('is not answered any more')], unsure: [] }],
] as const)('compares no good request that is not answered because it is %s', async (why, expected) => {
  const missed = createMissLog();
  const ask = async (asked: typeof request) => {
    missed.add(asked, why);
    return null;
  };
  const judgement = { work: new Set<string>(), unsure: [] as string[] };
  const wrong = await compareGood({ ask, missed } as never, { good } as NearAnswers, {
    ...{ judgement, rewritten },
  });
  expect({ wrong, unsure: judgement.unsure }).toEqual(expected);
});

const INSERT = { kind: 'insert recipes', text: 'insert' };
const lost = { method: 'POST', path: '/recipes', headers: {}, body: { name: 'soup' } };
/** A good request that made a recipe, after one that the unchanged service lost. */
const made = {
  ...{ request, status: 201, body: { id: 2, cook: 9 }, again: { id: 2, cook: 9 } },
  work: [
    { ...INSERT, values: digest(JSON.stringify(['stew'])) },
    { kind: 'insert steps', text: 'steps', values: digest(JSON.stringify(['2', 'mix'])) },
  ],
};
const now = (id: number, given: Record<string, string>, body: object = { id, cook: 9 }) => ({
  ...{ status: 201, body, bound: [['stew'], [String(id), 'mix']] },
  work: made.work.map((one, at) => ({
    ...one,
    values: digest(JSON.stringify(at === 0 ? ['stew'] : [String(id), 'mix'])),
  })),
  flow: { given: [{ source: 'insert recipes', values: given }], bound: [], calls: [] },
});

it.each([
  ['the number that it had', now(2, { id: '2' }), [lost], []],
  ['a later number of the sequence', now(3, { id: '3' }), [lost], []],
  [
    'a later number, where nothing was lost',
    now(3, { id: '3' }),
    undefined,
    [expect.stringContaining('body.id')],
  ],
  ['a number that nothing gave', now(3, { id: '2' }), [lost], [expect.stringContaining('body.id')]],
  ['an earlier number', now(1, { id: '1' }), [lost], [expect.stringContaining('body.id')]],
  [
    'another value besides',
    now(3, { id: '3' }, { id: 3, cook: 8 }),
    [lost],
    [expect.stringContaining('body.cook')],
  ],
])(
  'sends what was lost before a good request, which now answers with %s',
  async (_, given, before, wrong) => {
    const asked: unknown[] = [];
    const ask = async (one: unknown) => {
      asked.push(one);
      return given;
    };
    const near = { good: [{ ...made, ...(before && { before }) }] } as unknown as NearAnswers;
    const compared = { judgement: { work: new Set<string>(), unsure: [] }, rewritten: null };
    expect(await compareGood({ ask } as never, near, compared)).toEqual(wrong);
    expect(asked).toEqual([...(before ?? []), request]);
  },
);

it.each([
  ['escaped', '%a\\\\b\\_c', []],
  ['without its signs', '%abc', [expect.stringContaining('binds other values')]],
  ['escaped but for one', '%a\\\\b', [expect.stringContaining('binds other values')]],
])('compares a pattern that is now bound %s', async (_, bound, wrong) => {
  const work = (values: string[]) => [
    { kind: 'select files', text: 'find', values: digest(JSON.stringify(values)) },
  ];
  const one = { request, status: 200, body: {}, again: {}, work: work(['%a\\b_c']) };
  const ask = async () => ({ status: 200, body: {}, work: work([bound]), bound: [[bound]] });
  const judgement = { work: new Set<string>(), unsure: [] };
  const compared = { judgement, rewritten: null, pattern: 'find' };
  expect(await compareGood({ ask } as never, { good: [one] } as never, compared)).toEqual(wrong);
});

it.each([
  ['that one in the same way', '\\\\(Bar\\\\)', { wrong: [], unsure: 1 }],
  ['another value', 'Bar', { wrong: [expect.stringContaining('binds other values')], unsure: 0 }],
])(
  'compares a statement beside one that is written in another way, which holds %s',
  async (_, bound, expected) => {
    const page = { kind: 'select recipes', text: 'page' };
    const before = [
      { ...work('before'), bound: ['(Bar)'] },
      { ...page, values: digest('before'), bound: ['(Bar)', '20'] },
    ];
    const one = { request, status: 200, body: {}, again: {}, work: before };
    const judgement = { work: new Set<string>(), unsure: [] as string[] };
    const now = [work('now'), { ...page, values: digest('now') }];
    const ask = async () => ({ status: 200, body: {}, work: now, bound: [['\\\\(Bar\\\\)'], [bound, '20']] });
    const wrong = await compareGood({ ask } as never, { good: [one] } as never, { judgement, rewritten });
    expect({ wrong, unsure: judgement.unsure.length }).toEqual(expected);
  },
);
