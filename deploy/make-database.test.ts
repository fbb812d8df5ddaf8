import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { runScript } from './testing/run-script.ts';

const SCRIPT = resolve('deploy/make-database.mjs');
const suffix = randomBytes(4).toString('hex');
const OWN = `own_${suffix}`;
const SERVICE = `Service-${suffix}`;

/** The test's server, with another database and, if given, another role. */
function address(database: string, role?: { name: string; password: string }): string {
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${encodeURIComponent(database)}`;
  if (role) {
    url.username = encodeURIComponent(role.name);
    url.password = encodeURIComponent(role.password);
  }
  return url.href;
}

async function run(connectionString: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

const make = (password: string) =>
  runScript(SCRIPT, [], {
    DATABASE_URL: address(OWN),
    SERVICE_DATABASE_URL: address(SERVICE, { name: SERVICE, password }),
  });

beforeAll(async () => {
  await run(inject('databaseUrl'), `create database ${OWN}`);
  await run(address(OWN), 'create table incidents (id int)');
});
afterAll(async () => {
  await run(inject('databaseUrl'), `drop database if exists "${SERVICE}"`);
  await run(inject('databaseUrl'), `drop database if exists ${OWN}`);
  await run(inject('databaseUrl'), `drop role if exists "${SERVICE}"`);
});

it('makes a database whose role can write there and cannot connect to the database of Suture', async () => {
  expect(await make("first's secret")).toMatchObject({ code: 0, stderr: '' });
  const role = { name: SERVICE, password: "first's secret" };
  await run(address(SERVICE, role), 'create table notes (text text)');
  await expect(run(address(OWN, role), 'select * from incidents')).rejects.toThrow(/permission denied/);
});

it('sets a new password and keeps the data when it runs again', async () => {
  expect(await make('second')).toMatchObject({ code: 0, stderr: '' });
  const role = { name: SERVICE, password: 'second' };
  expect(await run(address(SERVICE, role), 'select * from notes')).toEqual([]);
});

it('names the variables to set, and the database that cannot be made', async () => {
  expect(await runScript(SCRIPT, [], {})).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Set DATABASE_URL'),
  });
  const lost = {
    DATABASE_URL: 'postgres://suture@127.0.0.1:1/suture',
    SERVICE_DATABASE_URL: address('demo'),
  };
  expect(await runScript(SCRIPT, [], lost)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('The database demo cannot be made'),
  });
});
