import { expect, it } from 'vitest';
import { countedAgain } from './counted-again.ts';
import type { Sighting } from './witness/sighting.ts';
import { readStatement } from './witness/statement.ts';

const INSERT = 'INSERT INTO payments (key) VALUES ($1) RETURNING id';
const NOTHING = 'INSERT INTO payments (key) VALUES ($1) ON CONFLICT (key) DO NOTHING RETURNING id';
const COUNT = 'UPDATE accounts SET cents = cents - $2 WHERE id = $1';
const SEEN = 'UPDATE accounts SET seen = now() WHERE id = $1';
const ROW = [{ id: '1' }];

/** What one connection sent: a text, and of some the rows or the SQLSTATE. */
type Sent = [text: string, rows?: Record<string, string>[], sqlstate?: string];

const seen = (sent: Sent[], connection = 1) =>
  sent.map(([text, rows = [], sqlstate]) => ({
    ...{ statement: readStatement(text), rows, connection, outcome: sqlstate ? 'failed' : 'completed' },
    error: sqlstate ? { sqlstate } : null,
  })) as unknown as Sighting[];

const before = (sqlstate: string | null) => ({
  statements: [{ text: INSERT, count: 1, outcome: 'failed' as const, sqlstate, maxLatencyMs: 1 }],
});

it.each<[string, Sent[]]>([
  ['left out', [['BEGIN'], [COUNT], [NOTHING, []], ['COMMIT']]],
  [
    'refused behind a savepoint',
    [['BEGIN'], [COUNT], ['SAVEPOINT a'], [INSERT, [], '23505'], ['ROLLBACK TO SAVEPOINT a'], ['COMMIT']],
  ],
])('names what is counted for a row that is %s', (_, sent) => {
  expect(countedAgain(seen(sent), before('23505'))).toEqual([expect.stringContaining('is done again')]);
});

it.each<[string, Sent[]]>([
  ['was rolled back', [['BEGIN'], [COUNT], [INSERT, [], '23505'], ['ROLLBACK']]],
  ['comes after a row that is stored', [['BEGIN'], [COUNT], [NOTHING, ROW], ['COMMIT']]],
  [
    'is undone with the savepoint',
    [['BEGIN'], ['SAVEPOINT a'], [COUNT], [INSERT, [], '23505'], ['ROLLBACK TO SAVEPOINT a'], ['COMMIT']],
  ],
  ['counts nothing', [['BEGIN'], [SEEN], [NOTHING, []], ['COMMIT']]],
  ['follows the row', [['BEGIN'], [NOTHING, []], [COUNT], ['COMMIT']]],
  ['is counted for another row of the list', [['BEGIN'], [NOTHING, ROW], [COUNT], [NOTHING, []], ['COMMIT']]],
])('says nothing of what %s', (_, sent) => {
  expect(countedAgain(seen(sent), before('23505'))).toEqual([]);
});

it('tells the transactions of connections apart, and says nothing where no value was taken before', () => {
  const other = seen([['BEGIN'], [COUNT], [INSERT, ROW], ['COMMIT']], 2);
  const one = seen([['BEGIN'], [NOTHING, []], ['COMMIT']]);
  const mixed = [one[0], ...other, ...one.slice(1)] as Sighting[];
  expect(countedAgain(mixed, before('23505'))).toEqual([]);
  expect(countedAgain(seen([['BEGIN'], [COUNT], [NOTHING, []], ['COMMIT']]), before('23503'))).toEqual([]);
});
