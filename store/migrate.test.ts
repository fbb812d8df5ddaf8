import pg from 'pg';
import { describe, expect, inject, it } from 'vitest';
import { migrate } from './migrate.ts';
import { createTestDatabase } from './testing.ts';

describe('migrate', () => {
  it('runs each migration once, however many processes ask at the same time', async () => {
    const server = inject('databaseUrl');
    const name = `suture_migrate_${process.pid}`;
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(`create database ${name}`);
    try {
      const url = new URL(server);
      url.pathname = `/${name}`;
      const runs = await Promise.all(Array.from({ length: 5 }, () => migrate(url.href)));
      expect(runs.filter((names) => names.length > 0)).toHaveLength(1);
      expect(await migrate(url.href)).toEqual([]);
    } finally {
      await client.query(`drop database ${name} with (force)`);
      await client.end();
    }
  });

  it('leaves alone what a newer release has run, and refuses what does not belong to it', async () => {
    const database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const run = (name: string) =>
      client.query(`insert into kysely_migration values ($1, '2099-01-01T00:00:00.000Z')`, [name]);
    try {
      await run('9999-of-a-newer-release');
      expect(await migrate(database.url)).toEqual([]);
      await run('0001-of-nobody');
      await expect(migrate(database.url)).rejects.toMatchObject({
        type: 'migration_failed',
        retryable: false,
        message: expect.stringContaining('0001-of-nobody'),
      });
    } finally {
      await client.end();
      await database.drop();
    }
  });

  it('says what to do when the database does not answer', async () => {
    await expect(migrate('postgres://nobody@127.0.0.1:1/none')).rejects.toMatchObject({
      type: 'store_unavailable',
      retryable: true,
    });
  });

  it('gives each test a database of its own', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    try {
      expect(one.url).not.toBe(two.url);
    } finally {
      await Promise.all([one.drop(), two.drop()]);
    }
  });
});
