import { expect, it } from 'vitest';
import { Recording } from '../../../domain/recording.ts';
import { readStatement } from '../../witness/statement.ts';
import { digest } from './ask-in-turn.ts';
import { asksPastEdges } from './past-edges.ts';
import { rewrittenStatement } from './rewritten-statement.ts';

const FIND = 'SELECT id FROM jobs WHERE title ~* $1';
const LOG = 'INSERT INTO searches (term) VALUES ($1)';
const digestOf = (text: string) => digest(readStatement(text).masked);

const recordingOf = (code: string, values: unknown[]) =>
  Recording.parse({
    ...{ service: 'jobs', key: 'one', route: '/', reason: 'status_500', logLine: '', latencyMs: 20 },
    at: '2026-11-30T10:00:00.000Z',
    steps: [
      {
        ...{ kind: 'sql', text: FIND, values, command: null, rowCount: null },
        error: { code, message: 'refused' },
      },
    ],
  });

const near = { edges: [`${digestOf(FIND)} edge`, `${digestOf(LOG)} edge`] };
const reproduction = { failures: [{ sqlstate: '2201B', message: 'refused' }] } as never;
const workOf = (text: string) => ({ kind: 'jobs', text: digestOf(text), values: 'other' });

it.each([
  [
    'gives the refused statement another value',
    '22003',
    FIND,
    expect.stringContaining('no value at an edge'),
  ],
  ['keeps another value in a log', '22003', LOG, null],
  ['escapes a pattern', '2201B', FIND, null],
])('judges a success that %s', (_, code, text, expected) => {
  const recording = recordingOf(code, ['C++']);
  const answer = { status: 200, work: [workOf(text)] };
  expect(asksPastEdges({ near, reproduction, recording }, answer)).toEqual(expected);
});

it.each([
  ['a pattern', '2201B', ['C++'], true],
  ['a search', '42601', ['a & '], true],
  ['JSON of a list', '22P02', [['mix']], true],
  ['a number that is too large', '22003', [9_999_999_999], false],
  ['an id of letters', '22P02', ['abc'], false],
])('lets a fix write %s in another way: %s', (_, code, values, isRewritten) => {
  expect(rewrittenStatement(recordingOf(code, values)) !== null).toBe(isRewritten);
});
