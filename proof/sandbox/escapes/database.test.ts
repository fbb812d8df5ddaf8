import { mkdtemp, rm } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createScratchDatabases, type ScratchDatabase } from '../../database/scratch-databases.ts';
import { createLease } from '../../lease.ts';
import { type PostgresWitness, startPostgresWitness } from '../../witness/postgres.ts';

/** What a program in the sandbox may try by its only connection, and what would follow. */
const ATTEMPTS: [what: string, reason: string, sql: string][] = [
  ['runs a program', 'is the user of the server', "copy (select 1) to program 'true'"],
  [
    'reads by a program',
    'is the user of the server',
    "create temp table t1 (a text); copy t1 from program 'id'",
  ],
  ['reads a file of the server', 'secrets', "create temp table t2 (a text); copy t2 from '/etc/passwd'"],
  ['writes a file of the server', 'is its user soon', "copy (select 1) to '/tmp/sandbox-escape'"],
  ['reads a file by a function', 'secrets', "select pg_read_file('/etc/passwd')"],
  ['lists a folder', 'what there is', "select pg_ls_dir('/')"],
  ['imports a large object', 'secrets', "select lo_import('/etc/passwd')"],
  [
    'exports a large object',
    'is its user soon',
    "select lo_export(lo_from_bytea(0, 'x'), '/tmp/sandbox-escape')",
  ],
  ['connects to other servers', 'the network of the server', 'create extension dblink'],
  ['reads files as tables', 'secrets', 'create extension file_fdw'],
  ['creates a server of foreign tables', 'the network of the server', 'create extension postgres_fdw'],
  ['creates a language without limits', 'is the user of the server', 'create extension plpython3u'],
  [
    'creates a function in C',
    'is the server',
    "create function f() returns int as '/lib/x86_64-linux-gnu/libc.so.6', 'getpid' language c",
  ],
  ['loads a library', 'is the server', "load '/tmp/sandbox-escape.so'"],
  ['makes itself an administrator', 'everything', 'alter role current_user superuser'],
  ['may create roles', 'roles that stay', 'alter role current_user createrole'],
  [
    'raises its number of connections',
    'takes those of others',
    'alter role current_user connection limit 1000',
  ],
  [
    'becomes the administrator',
    'everything',
    "do $$ begin execute format('set role %I', (select rolname from pg_roles where rolsuper limit 1)); end $$",
  ],
  [
    'begins a session as the administrator',
    'everything',
    "do $$ begin execute format('set session authorization %I', (select rolname from pg_roles where rolsuper limit 1)); end $$",
  ],
  ['creates a role', 'one that stays', 'create role sandbox_escape login'],
  ['creates a database', 'one that stays', 'create database sandbox_escape'],
  ['creates a tablespace', 'files elsewhere', "create tablespace sandbox_escape location '/tmp'"],
  ['reads passwords', 'becomes others', 'select rolpassword from pg_authid'],
  [
    'changes settings of the server',
    'its commands for archives are run',
    "alter system set archive_command = 'id'",
  ],
  [
    'loads the settings again',
    'disturbs others',
    'do $$ begin if not pg_reload_conf() then raise exception $r$no$r$; end if; end $$',
  ],
  [
    'ends connections of others',
    'disturbs others',
    'do $$ declare n int; begin select count(*) into n from (select pg_terminate_backend(pid) from pg_stat_activity where usename <> current_user and pid <> pg_backend_pid()) as t; end $$',
  ],
  [
    'reads statements of others',
    'secrets in their texts',
    "do $$ begin if not exists (select from pg_stat_activity where usename <> current_user and query not in ('', '<insufficient privilege>')) then raise exception 'nothing'; end if; end $$",
  ],
  [
    'keeps the log of the server',
    'fills its disk',
    "select pg_create_logical_replication_slot('sandbox_escape', 'pgoutput')",
  ],
  ['switches the log of the server', 'fills its disk', 'select pg_switch_wal()'],
  [
    'makes a trigger for all events',
    'runs as others',
    'create event trigger sandbox_escape on ddl_command_end execute function now()',
  ],
  ['publishes all tables', 'what others read', 'create publication sandbox_escape for all tables'],
  ['takes a lock that all share', 'disturbs others', 'alter database postgres owner to current_user'],
];

const url = inject('databaseUrl');
const databases = createScratchDatabases(url, createLease());
let scratch: ScratchDatabase;
let witness: PostgresWitness;
let folder: string;
let client: pg.Client;
const others = new pg.Client({ connectionString: url });

beforeAll(async () => {
  const template = await databases.createTemplate();
  await template.seal();
  scratch = await template.copy();
  template.drop();
  folder = await mkdtemp('/tmp/escapes-');
  const { server, user, password, name: database } = scratch;
  witness = await startPostgresWitness({ folder, server, user, password, database });
  client = new pg.Client({ host: folder, user, password: scratch.password, database });
  client.on('error', () => {});
  await client.connect();
  await others.connect();
  await others.query('select 1 as a_secret');
});
afterAll(async () => {
  await client.end().catch(() => {});
  await others.end();
  await witness.close();
  scratch.drop();
  await databases.close();
  await rm(folder, { recursive: true });
});

describe('a program with a scratch database', () => {
  it.each(ATTEMPTS)('does not get through when it %s (%s)', async (_what, _reason, sql) => {
    await expect(client.query(sql)).rejects.toThrow();
    expect((await others.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('does not reach another database of the server', async () => {
    const { user, password } = scratch;
    const other = new pg.Client({ host: folder, user, password, database: 'postgres' });
    other.on('error', () => {});
    const reached = await other
      .connect()
      .then(() => other.query('select current_database() as name'))
      .then(({ rows }) => rows[0].name)
      .catch(() => null);
    await other.end().catch(() => {});
    expect(reached === null || reached === scratch.name).toBe(true);
  });

  it('shares neither locks nor notices with other databases', async () => {
    const heard: string[] = [];
    others.on('notification', ({ channel }) => heard.push(channel));
    await others.query('listen sandbox_escape');
    await client.query('select pg_advisory_lock(4711); notify sandbox_escape');
    const { rows } = await others.query('select pg_try_advisory_lock(4711) as free');
    expect(rows).toEqual([{ free: true }]);
    expect(heard).toEqual([]);
  });

  it('is measured, and reported once when it grows without end', async () => {
    const over = new Promise<string>((resolve) => scratch.watch(resolve, 5 * 1024 * 1024));
    await client.query('create table filler (a text)');
    // Rows of less than 2 kB are not compressed.
    const fill = () =>
      client.query('insert into filler select repeat(md5(n::text), 60) from generate_series(1, 1000) n');
    let done = false;
    over.finally(() => {
      done = true;
    });
    while (!done) await fill();
    expect(await over).toBe('the service wrote more than 5 MiB into its database');
  });
});
