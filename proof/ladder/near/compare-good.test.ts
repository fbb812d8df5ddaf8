import { expect, it } from 'vitest';
import type { NearAnswers } from '../../../domain/ports/prover.ts';
import { Recording } from '../../../domain/recording.ts';
import { digest, type NearAnswer } from './ask-in-turn.ts';
import { compareGood } from './compare-good.ts';
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
