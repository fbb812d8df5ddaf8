import { describe, expect, it } from 'vitest';
import type { Schema } from './kept.ts';
import { widerStatements } from './wider.ts';

const SCHEMA: Schema = [
  { table: 'items', columns: ['id', 'owner', 'amount', 'status', 'deleted_at', 'email'] },
  { table: 'orders', columns: ['id', 'item', 'owner'] },
  { table: 'users', columns: ['id', 'name'] },
];

function wider(before: string, now: string, schema: Schema = SCHEMA): string[] {
  return widerStatements([before], [now], { schema, literals: true }).map(({ what }) => what);
}

/** What a change does to the rows, the statement before, the statement now, and what must be named. */
const WIDER: [about: string, before: string, now: string, named: RegExp][] = [
  [
    'drops a condition',
    'SELECT * FROM items WHERE id = $1 AND owner = $2',
    'SELECT * FROM items WHERE id = $1',
    /owner = \?/,
  ],
  [
    'drops IS NULL',
    'SELECT * FROM items WHERE id = $1 AND deleted_at IS NULL',
    'SELECT * FROM items WHERE id = $1',
    /deleted_at IS NULL/,
  ],
  ['drops WHERE', 'SELECT * FROM items WHERE owner = $1', 'SELECT * FROM items', /owner/],
  [
    'adds OR true',
    'SELECT * FROM items WHERE owner = $1',
    'SELECT * FROM items WHERE owner = $1 OR true',
    /owner/,
  ],
  [
    'adds an alternative',
    'SELECT * FROM items WHERE owner = $1',
    'SELECT * FROM items WHERE (owner = $1 OR status = $2)',
    /owner/,
  ],
  [
    'makes a condition optional',
    'SELECT * FROM items WHERE owner = $1',
    'SELECT * FROM items WHERE owner = coalesce($1, owner)',
    /owner/,
  ],
  [
    'compares a column with itself',
    'SELECT * FROM items WHERE owner = $1',
    'SELECT * FROM items WHERE owner = owner',
    /owner/,
  ],
  [
    'turns = into <>',
    'SELECT * FROM items WHERE owner = $1',
    'SELECT * FROM items WHERE owner <> $1',
    /owner/,
  ],
  [
    'turns = into LIKE',
    'SELECT * FROM items WHERE owner = $1',
    'SELECT * FROM items WHERE owner LIKE $1',
    /owner/,
  ],
  [
    'turns < into >',
    'SELECT * FROM items WHERE amount < $1',
    'SELECT * FROM items WHERE amount > $1',
    /amount/,
  ],
  [
    'writes a value',
    'SELECT * FROM items WHERE owner = $1',
    "SELECT * FROM items WHERE owner = 'admin'",
    /owner/,
  ],
  [
    'writes another value',
    "SELECT * FROM items WHERE status = 'public'",
    "SELECT * FROM items WHERE status = 'draft'",
    /status/,
  ],
  [
    'adds a value',
    "SELECT * FROM items WHERE status IN ('a')",
    "SELECT * FROM items WHERE status IN ('a', 'b')",
    /status/,
  ],
  [
    'compares another column',
    'SELECT * FROM items WHERE owner = $1',
    'SELECT * FROM items WHERE id = $1',
    /owner/,
  ],
  [
    'drops LIMIT',
    'SELECT * FROM items WHERE owner = $1 LIMIT 10',
    'SELECT * FROM items WHERE owner = $1',
    /LIMIT 10/,
  ],
  ['raises LIMIT', 'SELECT * FROM items LIMIT 10', 'SELECT * FROM items LIMIT 100000', /LIMIT 10/],
  ['limits by ALL', 'SELECT * FROM items LIMIT $1', 'SELECT * FROM items LIMIT ALL', /LIMIT/],
  [
    'widens a join',
    'SELECT * FROM items i JOIN orders o ON o.item = i.id AND o.owner = i.owner',
    'SELECT * FROM items i JOIN orders o ON o.item = i.id',
    /owner = owner/,
  ],
  [
    'joins all',
    'SELECT * FROM items i LEFT JOIN orders o ON o.item = i.id',
    'SELECT * FROM items i LEFT JOIN orders o ON true',
    /item/,
  ],
  [
    'makes a join optional',
    'SELECT * FROM items i JOIN orders o ON o.item = i.id',
    'SELECT * FROM items i LEFT JOIN orders o ON o.item = i.id',
    /JOIN orders/,
  ],
  [
    'drops a join',
    'SELECT i.* FROM items i JOIN orders o ON o.item = i.id',
    'SELECT i.* FROM items i',
    /JOIN orders/,
  ],
  [
    'weakens UPDATE',
    'UPDATE items SET amount = $1 WHERE id = $2 AND owner = $3',
    'UPDATE items SET amount = $1 WHERE id = $2',
    /changes rows of items.*owner/,
  ],
  [
    'weakens DELETE',
    'DELETE FROM items WHERE id = $1 AND owner = $2',
    'DELETE FROM items WHERE id = $1 OR owner = $2',
    /deletes rows of items/,
  ],
  [
    'drops HAVING',
    'SELECT owner FROM items GROUP BY owner HAVING count(*) > 1',
    'SELECT owner FROM items GROUP BY owner',
    /1/,
  ],
  [
    'weakens a SELECT inside',
    'SELECT * FROM items WHERE id IN (SELECT item FROM orders WHERE owner = $1)',
    'SELECT * FROM items WHERE id IN (SELECT item FROM orders)',
    /rows of orders.*owner/,
  ],
  [
    'adds all rows by UNION',
    'SELECT id FROM items WHERE owner = $1',
    'SELECT id FROM items WHERE owner = $1 UNION SELECT id FROM items',
    /owner/,
  ],
  [
    'weakens a statement of another database',
    'SELECT * FROM `items` WHERE id = ? AND owner = ?',
    'SELECT * FROM `items` WHERE id = ?',
    /owner/,
  ],
  [
    'drops a condition beside a repair',
    'SELECT * FORM items WHERE id = $1 AND owner = $2',
    'SELECT * FROM items WHERE id = $1',
    /owner/,
  ],
  [
    'drops a condition beside a misspelt column',
    'SELECT amuont FROM items WHERE id = $1 AND owner = $2',
    'SELECT amount FROM items WHERE id = $1',
    /owner/,
  ],
  [
    'adds an alternative beside a repair',
    'SELECT * FORM items WHERE owner = $1',
    'SELECT * FROM items WHERE owner = $1 OR amount > 0',
    /owner/,
  ],
];

/** The same for a change that means no further rows. */
const FINE: [about: string, before: string, now: string][] = [
  [
    'adds a condition',
    'SELECT * FROM items WHERE id = $1',
    'SELECT * FROM items WHERE id = $1 AND owner = $2',
  ],
  ['adds a limit', 'SELECT * FROM items WHERE id = $1', 'SELECT * FROM items WHERE id = $1 LIMIT 1'],
  ['lowers a limit', 'SELECT * FROM items LIMIT 100', 'SELECT * FROM items LIMIT 20'],
  [
    'corrects a word',
    'SELEC * FROM items WHERE id = $1 AND owner = $2',
    'SELECT * FROM items WHERE id = $1 AND owner = $2',
  ],
  ['corrects an operator', 'SELECT * FROM items WHERE id == $1', 'SELECT * FROM items WHERE id = $1'],
  ['corrects a column', 'SELECT * FROM items WHERE ownr = $1', 'SELECT * FROM items WHERE owner = $1'],
  [
    'corrects a renamed column',
    'SELECT * FROM items WHERE mail = $1',
    'SELECT * FROM items WHERE email = $1',
  ],
  ['corrects a table', 'SELECT * FROM item WHERE id = $1', 'SELECT * FROM items WHERE id = $1'],
  [
    'closes a parenthesis',
    'SELECT * FROM items WHERE (id = $1 AND owner = $2',
    'SELECT * FROM items WHERE (id = $1 AND owner = $2)',
  ],
  [
    'adds a comma',
    'SELECT id amount, FROM items WHERE owner = $1',
    'SELECT id, amount FROM items WHERE owner = $1',
  ],
  [
    'hands a value over',
    "SELECT * FROM items WHERE owner = 'suture_unknown'",
    'SELECT * FROM items WHERE owner = $1',
  ],
  ['casts', 'SELECT * FROM items WHERE id = $1', 'SELECT * FROM items WHERE id = $1::int'],
  [
    'asks for a list',
    'SELECT * FROM items WHERE id IN ($1)',
    'SELECT * FROM items WHERE id = ANY($1::int[])',
  ],
  [
    'compares without case',
    'SELECT * FROM items WHERE email = $1',
    'SELECT * FROM items WHERE lower(email) = lower($1)',
  ],
  ['adds an alias', 'SELECT id FROM items WHERE id = $1', 'SELECT i.id FROM items i WHERE i.id = $1'],
  [
    'adds a join',
    'SELECT id FROM items WHERE id = $1',
    'SELECT i.id FROM items i LEFT JOIN orders o ON o.item = i.id WHERE i.id = $1',
  ],
  [
    'turns a comma into a join',
    'SELECT * FROM items i, orders o WHERE o.item = i.id',
    'SELECT * FROM items i JOIN orders o ON o.item = i.id',
  ],
  [
    'spells BETWEEN out',
    'SELECT * FROM items WHERE amount BETWEEN $1 AND $2',
    'SELECT * FROM items WHERE amount >= $1 AND amount <= $2',
  ],
  ['moves a bound by one', 'SELECT * FROM items WHERE amount < $1', 'SELECT * FROM items WHERE amount <= $1'],
  ['turns sides', 'SELECT * FROM items WHERE $1 > amount', 'SELECT * FROM items WHERE amount < $1'],
  [
    'numbers the values anew',
    'SELECT * FROM items WHERE id = $1 AND owner = $1',
    'SELECT * FROM items WHERE id = $1 AND owner = $2',
  ],
  [
    'orders',
    'SELECT * FROM items WHERE owner = $1 LIMIT $2',
    'SELECT * FROM items WHERE owner = $1 ORDER BY id LIMIT $2',
  ],
  [
    'corrects UPDATE',
    'UPDATE items SET amuont = $1 WHERE id = $2',
    'UPDATE items SET amount = $1 WHERE id = $2',
  ],
  [
    'corrects a word of a value',
    "SELECT * FROM items WHERE status = 'pubilc'",
    "SELECT * FROM items WHERE status = 'public'",
  ],
];

describe('a statement that means more rows', () => {
  it.each(WIDER)('is named when it %s', (_, before, now, named) => {
    expect(wider(before, now).join('\n')).toMatch(named);
  });

  it.each(WIDER)('is named without a schema when it %s', (_, before, now, named) => {
    expect(wider(before, now, []).join('\n')).toMatch(named);
  });
});

describe('a statement that means no further rows', () => {
  it.each(FINE)('is not named when it %s', (_, before, now) => {
    expect(wider(before, now)).toEqual([]);
  });
});

describe('several statements', () => {
  const narrow = 'SELECT * FROM items WHERE owner = $1 AND id = $2';
  const wide = 'SELECT id FROM items WHERE id = $1';
  const judge = (before: string[], now: string[]) =>
    widerStatements(before, now, { schema: SCHEMA, literals: true }).map(({ index }) => index);

  it('names the one of two that lost a condition', () => {
    expect(
      judge(
        [narrow, wide],
        ['SELECT amount FROM items WHERE id = $1', 'SELECT owner FROM items WHERE id = $1'],
      ),
    ).toEqual([1]);
  });

  it('names one that is added beside the old one', () => {
    expect(judge([narrow], [narrow, 'SELECT * FROM items'])).toEqual([1]);
  });

  it('does not name the same statement in another order', () => {
    expect(judge([narrow, wide], [wide, narrow])).toEqual([]);
  });
});
