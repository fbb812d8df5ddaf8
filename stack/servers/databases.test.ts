import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { ensureDatabase, ensureServiceDatabase } from './databases.ts';

const suffix = randomBytes(4).toString('hex');
const [suture, service] = [`suture_${suffix}`, `service_${suffix}`];
const admin = inject('databaseUrl');
const urlOf = (name: string) => Object.assign(new URL(admin), { pathname: `/${name}` }).href;

async function query(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

let url: string;
beforeAll(async () => {
  await ensureDatabase(admin, suture);
  await query(urlOf(suture), 'create table incidents (id text); insert into incidents values (1)');
  url = await ensureServiceDatabase(urlOf(suture), service, 'first');
});
afterAll(async () => {
  for (const name of [suture, service]) await query(admin, `drop database if exists ${name}`);
  await query(admin, `drop role if exists ${service}`);
});

test('a service owns its database', async () => {
  await query(url, 'create table notes (id int)');
  expect((await query(url, 'select * from notes')).rowCount).toBe(0);
});

test("a service cannot read one of Suture's tables", async () => {
  const other = Object.assign(new URL(url), { pathname: `/${suture}` }).href;
  await expect(query(other, 'select * from incidents')).rejects.toThrow('permission denied for database');
});

test('a service may not create roles or databases', async () => {
  await expect(query(url, 'create role another')).rejects.toThrow('permission denied');
  await expect(query(url, 'create database another')).rejects.toThrow('permission denied');
});

test.each(['', 'another'])('the server takes nobody on loopback with the password %j', async (password) => {
  const stranger = Object.assign(new URL(admin), { password });
  await expect(query(stranger.href, 'select 1')).rejects.toThrow(/password/);
});

test('a second start takes over what exists, with the password that it is given', async () => {
  const again = await ensureServiceDatabase(urlOf(suture), service, 'second');
  expect((await query(again, 'select current_user as name')).rows).toEqual([{ name: service }]);
});
