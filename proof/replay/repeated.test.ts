import { expect, it } from 'vitest';
import { copiesOf, leakingRequests, ROUNDS, requestsOfRun } from './repeated.ts';
import { fieldRecording } from './testing.ts';

const free = {
  kind: 'sql',
  text: 'SELECT id FROM seats WHERE guest = $1',
  values: ['ada'],
  command: 'SELECT',
  rowCount: 0,
};
const taken = {
  ...{ kind: 'sql', text: 'INSERT INTO seats (guest) VALUES ($1)', values: ['ada'] },
  error: { code: '23505', message: 'duplicate key value violates unique constraint' },
};

it.each([
  ['a value was free and then taken', [free, taken], 3],
  ['none was counted', [{ ...free, rows: [{ count: '0' }], rowCount: 1 }, taken], 3],
  ['nobody looked whether it was free', [taken], 0],
  ['another value was free', [{ ...free, values: ['bob'] }, taken], 0],
  ['it was not free', [{ ...free, rows: [{ id: 3 }], rowCount: 1 }, taken], 0],
])('sends a request several times at once where %s', (_, steps, copies) => {
  expect(copiesOf(fieldRecording({ steps }))).toBe(copies);
});

it('sends what came before an exhaustion over and over, and the request itself', () => {
  const request = { method: 'GET', path: '/seats', headers: {} };
  const other = { ...request, path: '/seats/9' };
  const at = '2026-11-29T10:00:00.000Z';
  const before = [other, request, other].map((one) => ({ request: one, at, took: 3, steps: [] }));
  const exhausted = fieldRecording({ kind: 'exhaustion', request, before });
  expect(leakingRequests(exhausted)).toEqual([other, request]);
  expect([requestsOfRun(exhausted), requestsOfRun(null)]).toEqual([2 * ROUNDS, 1]);
  expect(leakingRequests(fieldRecording({ kind: 'error', request, before }))).toEqual([]);
});
