import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitStatements } from './sql-tokens.ts';
import { createStatementReader, readStatement } from './statement.ts';

const exactText = (text: string) => readStatement(text).exact;
const maskedText = (text: string) => readStatement(text).masked;
const shapeOf = (text: string) => readStatement(text).shape;

describe('the text of a statement', () => {
  it('does not depend on white space, comments and case', () => {
    expect(exactText('SELECT  pg_sleep(10) -- long\n ;')).toBe(exactText('select pg_sleep ( 10 )'));
    expect(exactText('select /* ; */ 1')).toBe('select 1');
  });

  it('keeps what is quoted', () => {
    expect(exactText(`SELECT 'A  b'`)).not.toBe(exactText(`SELECT 'a b'`));
    expect(exactText('SELECT "A"')).not.toBe(exactText('SELECT a'));
    expect(exactText('select pg_sleep(10)')).not.toBe(exactText('select pg_sleep(1)'));
  });

  it('can be compared without its literals and parameters', () => {
    expect(maskedText("update t set a = 'x;y' where b = 3")).toBe(maskedText('UPDATE t SET a=$1 WHERE b=$2'));
  });

  it.each([
    ['select 1; select 2;', ['select 1', 'select 2']],
    ["select ';'; select $$;$$ ; select $a$;$$;$a$", ["select ';'", 'select $$;$$', 'select $a$;$$;$a$']],
    ["select E'\\';'; select 2", ["select E'\\';'", 'select 2']],
    ['select ";" -- ; \n, 1; /* ; */', ['select ";" -- ; \n, 1']],
    ['  ', []],
  ])('%j is split at its ends', (text, statements) => {
    expect(splitStatements(text).map((statement) => statement.text)).toEqual(statements);
  });

  it.each([
    ['SELECT FROM', 'select', [], []],
    ['select a, b from shop.items i, users where x in (1)', 'select', ['items', 'users'], []],
    ['insert into "Items" (a) values (now())', 'insert', ['Items'], ['now']],
    ['with x as (select 1) update items set a = 1', 'update', ['items'], []],
    ['delete from items using users', 'delete', ['items', 'users'], []],
    ['select * from items join users using (id) for update', 'select', ['items', 'users'], []],
    ['select pg_sleep(10)', 'select', [], ['pg_sleep']],
    // What words alone do not show.
    ['select extract(year from day) from items', 'select', ['items'], ['extract']],
    ['select 1 from items where a is distinct from b', 'select', ['items'], []],
    [
      'with recent as (select * from items) select pg_catalog.now() from recent',
      'select',
      ['items'],
      ['now'],
    ],
    ['insert into items select * from users on conflict do nothing', 'insert', ['items', 'users'], []],
    ['truncate items, users', 'truncate', ['items', 'users'], []],
    // What PostgreSQL refuses.
    ["select name from items where name = 'open", 'select', ['items'], []],
    ['selct * from items', 'selct', ['items'], []],
    ['update items st a = 1', 'update', ['items'], []],
  ])('%j has a verb, tables and functions', (text, verb, tables, functions) => {
    expect(shapeOf(text)).toEqual({ verb, tables, functions });
  });

  it('is read once', () => {
    const read = createStatementReader();
    expect(read('select 1')).toBe(read('select 1'));
    expect(read('select 2')).not.toBe(read('select 1'));
  });

  it('is read as far as a report of it goes', () => {
    const long = `select ${'a, '.repeat(2_000)}b from items`;
    expect(createStatementReader()(long).exact).toBe(readStatement(long.slice(0, 4_000)).exact);
    expect(readStatement(long).text).toBe(long.slice(0, 4_000));
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(exactText(exactText(text))).toBeTypeOf('string');
        shapeOf(text);
        splitStatements(text);
      }),
    );
  });
});
