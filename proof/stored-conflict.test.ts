import { describe, expect, it } from 'vitest';
import { type Answers, storedConflicts } from './stored-conflict.ts';
import type { Sighting } from './witness/sighting.ts';
import { readStatement } from './witness/statement.ts';

const INSERT = 'INSERT INTO payments (key, account, cents) VALUES ($1, $2, $3) RETURNING id, account, cents';
const READ = 'SELECT id, account, cents FROM payments WHERE key = $1';
const WANTED = ['click-1', '7', '300'];
const request = {
  ...{ method: 'POST', path: '/payments', headers: { 'idempotency-key': 'click-1' } },
  body: { account: 7, cents: 300 },
};
const ROW = { id: '41', account: '7', cents: '300' };

const TAKEN = {
  sqlstate: '23505',
  ...{ message: 'duplicate key', detail: 'Key (key)=(click-1) already exists.', hint: null, position: null },
};

function sent(text: string, at: number, given: Partial<Sighting>): Sighting {
  return {
    ...{ statement: readStatement(text), parameters: [], rows: [], error: null },
    ...{ outcome: 'completed', startedAt: at, endedAt: at + 1 },
    ...given,
  };
}

const refused = (given: Partial<Sighting> = {}) =>
  sent(INSERT, 10, { parameters: WANTED, outcome: 'failed', error: TAKEN, ...given });
const read = (rows: Sighting['rows'], parameters = ['click-1'], at = 20) =>
  sent(READ, at, { rows, parameters });

/** How many conflicts the answers show to be stored already. */
function stored(statements: Sighting[], ...bodies: Answers['bodies']): number {
  const statement = {
    ...{ text: INSERT, count: 1, outcome: 'failed' as const },
    ...{ sqlstate: '23505', maxLatencyMs: 1 },
  };
  return storedConflicts(statements, { statements: [statement] }, { request, bodies }).refused.length;
}

describe('a success where a value is taken', () => {
  it.each([
    ['shows the row', [refused(), read([ROW])], { id: 41, account: 7, cents: 300 }],
    ['shows it inside of another object', [refused(), read([ROW])], { replayed: true, payment: { id: 41 } }],
    [
      'shows it with a number that the request has elsewhere',
      [refused(), read([{ ...ROW, id: '7' }])],
      { id: 7 },
    ],
    [
      'shows it where the row names the key itself',
      [refused(), read([{ ...ROW, key: 'click-1' }], [])],
      { id: 41, account: 7 },
    ],
  ])('%s that holds it', (_, statements, body) => {
    expect(stored(statements, body)).toBe(1);
  });

  it('shows it to each of the copies that were sent at the same time', () => {
    const winner = sent(INSERT, 5, { parameters: WANTED, rows: [ROW] });
    const all = [winner, refused(), refused(), read([ROW])];
    const body = { id: 41, account: 7, cents: 300 };
    expect(stored(all, body, body, body)).toBe(2);
    expect(stored(all, body, body, request.body)).toBe(0);
  });

  it.each([
    ['says what the request said', [refused(), read([ROW])], request.body],
    ['holds a number that nothing gave', [refused(), read([ROW])], { id: 42, account: 7, cents: 300 }],
    ['holds a text that nothing gave', [refused(), read([ROW])], { id: 41, state: 'booked' }],
    ['is empty', [refused(), read([ROW])], undefined],
    ['was read before it was refused', [read([ROW], ['click-1'], 1), refused()], { id: 41, account: 7 }],
    ['is read of nothing', [refused()], { id: 41, account: 7 }],
    ['shows what was stored for another request', [refused(), read([{ ...ROW, cents: '900' }])], { id: 41 }],
    ['shows the row of another key', [refused(), read([ROW], ['click-2'])], { id: 41 }],
    [
      'follows a refusal for another reason',
      [refused({ error: { ...TAKEN, sqlstate: '23503' } }), read([ROW])],
      { id: 41 },
    ],
  ])('does not show the row where it %s', (_, statements, body) => {
    expect(stored(statements, body)).toBe(0);
  });
});

describe('a row that is read before anything is stored', () => {
  const before = {
    ...{ text: INSERT, count: 1, outcome: 'failed' as const, sqlstate: '23505', maxLatencyMs: 1 },
    parameters: WANTED,
  };
  const spared = (rows: Sighting['rows'], body: unknown) =>
    storedConflicts([read(rows)], { statements: [before] }, { request, bodies: [body] }).spared.size;

  it('makes the statement needless that was refused since its value is taken', () => {
    expect(spared([ROW], { id: 41, account: 7, cents: 300 })).toBe(1);
  });

  it.each([
    ['holds what another request stored', [{ ...ROW, cents: '900' }], { id: 41 }],
    ['is not answered', [ROW], request.body],
    ['is not there', [], { id: 41 }],
  ])('does not where it %s', (_, rows, body) => {
    expect(spared(rows, body)).toBe(0);
  });
});
