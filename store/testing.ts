import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { inject } from 'vitest';
import { migrate } from './migrate.ts';

/** Any number that no one else in the server's first database locks. */
const TEMPLATE_LOCK = 782_302;

/**
 * A fresh, migrated database of its own on the tests' PostgreSQL; a copy of a migrated template, so it takes
 * milliseconds. The template is made once for each state of the migrations.
 * @returns its URL, and `drop`, which also ends connections to it.
 */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject('databaseUrl');
  const template = `suture_template_${fingerprint()}`;
  const name = `suture_test_${randomBytes(6).toString('hex')}`;
  await withServer(server, async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    await ensureTemplate(client, server, template);
    await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
    // Copies files in place of logging each page, which takes half the processor time.
    await client.query(`create database ${name} template ${template} strategy file_copy`);
  });
  return {
    url: urlOf(server, name),
    drop: () => withServer(server, (client) => client.query(`drop database if exists ${name} with (force)`)),
  };
}

async function ensureTemplate(client: pg.Client, server: string, template: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template]);
  if (rowCount) return;
  // Made under another name: what a killed test run left half-made is never taken for the template.
  const building = `${template}_building`;
  await client.query(`drop database if exists ${building} with (force)`);
  await client.query(`create database ${building}`);
  await migrate(urlOf(server, building));
  await client.query(`alter database ${building} with allow_connections false`);
  await client.query(`alter database ${building} rename to ${template}`);
}

/** Of the migrations' text, helpers included. */
function fingerprint(): string {
  const folder = fileURLToPath(new URL('./migrations/', import.meta.url));
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function withServer(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
