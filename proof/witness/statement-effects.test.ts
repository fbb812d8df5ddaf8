import { describe, expect, it } from 'vitest';
import { readStatement } from './statement.ts';

const effects = (text: string) =>
  readStatement(text).effects?.map(({ kind, name }) => `${kind} ${name}`) ?? null;

describe('the effects of a statement', () => {
  it.each([
    ['select lower(name), count(*) from items', ['read items']],
    ['insert into items select * from public.users', ['insert items', 'read users']],
    ['insert into a (id) values (1) on conflict (id) do update set b = 2', ['insert a', 'update a']],
    ['with gone as (delete from logs where id = 1 returning *) select * from gone', ['delete logs']],
    ['explain analyze delete from logs', ['delete logs', 'every row logs']],
    ['update items set amount = 1', ['update items', 'every row items']],
    ['truncate items, logs', ['truncate items', 'truncate logs']],
    ['select pg_advisory_lock(1)', ['call pg_advisory_lock']],
    ['select pg_catalog.pg_notify($1, $2)', ['call pg_notify']],
    ['select 1 operator(pg_temp.+) 2', ['call pg_temp.+']],
    ["set statement_timeout = '1s'", ['set statement_timeout']],
    ["set local statement_timeout = '1s'", ['set local statement_timeout']],
    ["select set_config('statement_timeout', '1s', false)", ['set statement_timeout']],
    ["select set_config('statement_timeout', '1s', true)", ['set local statement_timeout']],
    ["select set_config('search' || '_path', 'x', true)", ['define a setting by a computed name']],
    ['set search_path = pg_temp, public', ['define search_path']],
    ['set role other', ['define role']],
    ["create function pg_temp.total() returns int language sql as 'select 1'", ['define CREATE FUNCTION']],
    ['create operator pg_temp.+ (leftarg = int, rightarg = int, procedure = f)', ['define DEFINE']],
    ['create view v as select 1', ['define VIEW', 'read v']],
    ['create temp table t (a int)', ['other CREATE', 'define a temporary table', 'read t']],
    ['select * into temp t from items', ['define a temporary table', 'read t', 'read items']],
    ['select current_database()', ['identify current_database']],
    ['select current_user, session_user', ['identify current_user', 'identify session_user']],
    ['select ctid, i.xmin from items i', ['identify ctid', 'identify xmin', 'read items']],
    ['select * from pg_stat_activity', ['identify pg_stat_activity']],
    ['select catalog_name from information_schema.schemata', ['identify schemata']],
    ['select pg_postmaster_start_time()', ['identify pg_postmaster_start_time']],
    ['do $$ begin perform 1; end $$', ['opaque a block of code (DO)']],
    ["copy items to program 'cat'", ['opaque COPY with a file or program', 'read items']],
    ['listen news', ['other LISTEN']],
    ['prepare p as delete from logs where id = $1', ['other PREPARE', 'delete logs']],
    ['lock table items', ['other LOCK', 'read items']],
    ['select * from items for update', ['other locks rows', 'read items']],
    ["prepare transaction 'x'", ['other prepares a transaction that outlives its connection']],
    ['begin', []],
    ['select now(), current_date', []],
  ])('%s', (text, expected) => {
    expect(effects(text)?.sort()).toEqual([...expected].sort());
  });

  it('are read behind a long comment too', () => {
    expect(effects(`select 1 /* ${'a'.repeat(9_000)} */ from (select 1) x, logs`)).toEqual(['read logs']);
  });

  it('are unknown for a text that does not parse or is too long', () => {
    expect(effects('selct 1')).toBeNull();
    expect(effects(`select 1 /* ${'a'.repeat(200_000)} */`)).toBeNull();
  });

  it('are read of a deep text without end of the stack', () => {
    expect(effects(`select ${'1+'.repeat(5_000)}1`)).toEqual([]);
    expect(() => effects(`select ${'('.repeat(20_000)}1${')'.repeat(20_000)}`)).not.toThrow();
  });
});
