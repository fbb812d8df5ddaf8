import { describe, expect, it } from 'vitest';
import type { StatementObservation } from '../../domain/evidence.ts';
import { readStatement } from '../witness/statement.ts';
import { newStatementPowers } from './new-statements.ts';
import { widerRowPowers } from './wider-rows.ts';

function seen(text: string, sqlstate: string | null = null): StatementObservation {
  return { text, sqlstate, outcome: sqlstate ? 'failed' : 'completed', count: 5, maxLatencyMs: 1 };
}

const BASE = [
  seen('BEGIN'),
  seen('SELECT amuont FROM items WHERE id = $1', '42703'),
  seen('UPDATE items SET amount = $1 WHERE id = $2'),
  seen("SET LOCAL statement_timeout = '300ms'"),
  seen('ROLLBACK'),
];

function powers(after: string[], before = BASE, written: string[] = []) {
  return newStatementPowers({
    before,
    after: after.map((text) => ({ statement: readStatement(text), outcome: 'completed' })),
    isWritten: (text) => written.includes(text),
  }).map(({ what, refused }) => `${refused ? 'refused: ' : ''}${what}`);
}

describe('a new power over the database', () => {
  it.each([
    ['DELETE FROM items WHERE id = $1', 'deletes rows of the table items'],
    ['UPDATE items SET amount = 1', 'changes or deletes every row of the table items'],
    ['SELECT * FROM secrets', 'reads the table secrets'],
    [
      'WITH x AS (DELETE FROM logs WHERE id = 1) SELECT amount FROM items WHERE id = $1',
      'deletes rows of the table logs',
    ],
    ['SELECT pg_advisory_lock(7)', 'calls pg_advisory_lock in the database'],
    ['SELECT pg_advisory_xact_lock(7)', 'calls pg_advisory_xact_lock in the database'],
    ['SELECT pg_sleep(0)', 'calls pg_sleep in the database'],
    ["SELECT nextval('a')", 'calls nextval in the database'],
    ["SELECT pg_notify('a', 'b')", 'calls pg_notify in the database'],
    [
      "SET statement_timeout = '9s'",
      'sets statement_timeout for the session of the database, which later requests share',
    ],
    ["SET LOCAL lock_timeout = '9s'", 'sets lock_timeout for the transaction'],
    ['LISTEN news', 'runs LISTEN in the database'],
    ['PREPARE p AS SELECT 1', 'runs PREPARE in the database'],
    ['LOCK TABLE items', 'runs LOCK in the database'],
    ['DISCARD ALL', 'runs DISCARD in the database'],
    ['DROP TABLE items', 'runs DROP in the database'],
    ['TRUNCATE items', 'empties the table items'],
    ['SELECT amount FROM items WHERE id = $1 FOR UPDATE', 'runs locks rows in the database'],
  ])('is named: %s', (text, what) => {
    expect(powers([text])).toContain(what);
  });

  it.each([
    ['SET search_path = pg_temp, public'],
    ["SELECT set_config('search_path', 'pg_temp', false)"],
    ["CREATE FUNCTION pg_temp.total() RETURNS int LANGUAGE sql AS 'SELECT 1'"],
    ['CREATE TEMP TABLE items (id int, amount int)'],
    ['CREATE VIEW pg_temp.items AS SELECT 12 AS amount'],
    ['SET ROLE postgres'],
    ['SELECT current_database()'],
    ['SELECT current_user'],
    ['SELECT current_setting($1)'],
    ['SELECT inet_server_addr()'],
    ['SELECT amount FROM items WHERE id = $1 AND pg_postmaster_start_time() < now()'],
    ['SELECT count(*) FROM pg_stat_activity'],
    ['SELECT catalog_name FROM information_schema.schemata'],
    ['DO $$ BEGIN PERFORM 1; END $$'],
    ["COPY items TO PROGRAM 'cat'"],
  ])('is refused: %s', (text) => {
    expect(powers([text])).toContainEqual(expect.stringMatching(/^refused: /));
  });

  it('is refused when only the value of a setting that names depend on differs', () => {
    const before = [seen("SET LOCAL search_path = 'public'")];
    expect(powers(["SET LOCAL search_path = 'public'"], before)).toEqual([]);
    expect(powers(["SET LOCAL search_path = 'pg_temp'"], before)).toContainEqual(
      expect.stringMatching(/^refused/),
    );
  });
});

describe('no new power over the database', () => {
  it.each([
    ['the corrected statement', ['SELECT amount FROM items WHERE id = $1']],
    ['what was sent before', ['UPDATE items SET amount = 2 WHERE id = 3', 'BEGIN', 'COMMIT', 'SAVEPOINT a']],
    ['another limit of the same setting', ["SET LOCAL statement_timeout = '9s'"]],
    ['functions that only compute', ['SELECT coalesce(sum(amount), 0), now() FROM items WHERE id = $1']],
  ])('is %s', (_, after) => {
    expect(powers(after)).toEqual([]);
  });

  it.each([
    ['SELECT * FROM itmes', '42P01', 'SELECT * FROM items'],
    ['SELECT * FROM item', '42P01', 'SELECT * FROM items'],
    ['SELCT * FORM items', '42601', 'SELECT * FROM items'],
    ['SELECT 1 +', '42601', 'SELECT 1 + 1'],
    ['INSRET INTO logs VALUES (1)', '42601', 'INSERT INTO logs VALUES (1)'],
    ['DELETE FORM logs WHERE id = 1', '42601', 'DELETE FROM logs WHERE id = 1'],
    ['SELECT totl(id) FROM items', '42883', 'SELECT total(id) FROM items'],
    ["SET LOCAL statment_timeout = '1s'", '42704', "SET LOCAL statement_timeout = '1s'"],
    ['LISEN news', '42601', 'LISTEN news'],
  ])('is the correction of %s', (text, sqlstate, corrected) => {
    expect(powers([corrected], [seen(text, sqlstate)])).toEqual([]);
  });

  it('is what a refused statement did not mean', () => {
    expect(powers(['SELECT * FROM secrets'], [seen('SELECT * FROM itmes', '42P01')])).toEqual([
      'reads the table secrets',
    ]);
    expect(powers(['DELETE FROM items'], [seen('SELECT * FROM items WHER id = 1', '42601')])).not.toEqual([]);
    expect(powers(['DELETE FROM items'], [seen('DELETE FROM items WHER id = 1', '42601')])).toEqual([
      'changes or deletes every row of the table items',
    ]);
  });

  it('is a statement of unchanged code that the fault had cut off', () => {
    const later = 'INSERT INTO orders VALUES ($1)';
    expect(powers([later], BASE, [later])).toEqual([]);
  });
});

describe('rows that were left out before', () => {
  const wider = (before: StatementObservation[], after: string[]) =>
    widerRowPowers(
      {
        before,
        after: after.map((text) => ({ statement: readStatement(text), outcome: 'completed' })),
        isWritten: () => false,
      },
      [{ table: 'items', columns: ['id', 'amount', 'owner'] }],
    ).map(({ what }) => what);

  it('are named when a condition of a statement that ran is gone', () => {
    const found = wider(
      [seen('SELECT amuont FROM items WHERE id = $1 AND owner = $2', '42703')],
      ['SELECT amount FROM items WHERE id = $1'],
    );
    expect(found).toEqual([expect.stringContaining('reads rows of items that were left out before')]);
  });

  it('are not named when only the values differ', () => {
    const text = (id: number) => `SELECT amount FROM items WHERE id = ${id} LIMIT 1`;
    expect(wider([seen(text(1))], [text(2), 'SELECT id, amount FROM items WHERE id = 3 LIMIT 5'])).toEqual(
      [],
    );
  });
});

it('does not take a table that exists for a misspelling of another', () => {
  const [power] = newStatementPowers(
    {
      before: [seen('SELECT amuont FROM users WHERE id = $1', '42703')],
      after: [{ statement: readStatement('SELECT amount FROM user2 WHERE id = $1'), outcome: 'completed' }],
      isWritten: () => false,
    },
    [
      { table: 'users', columns: ['amount'] },
      { table: 'user2', columns: ['amount'] },
    ],
  );
  expect(power?.what).toBe('reads the table user2');
});
