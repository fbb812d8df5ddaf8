import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../../store/migrate.ts';

export interface BenchDatabase {
  url: string;
  /** Also ends connections to it. */
  drop(): Promise<void>;
}

/**
 * A migrated database of its own.
 * @param server an administrator's URL
 */
export async function createDatabase(server: string): Promise<BenchDatabase> {
  const name = `suture_bench_${randomBytes(6).toString('hex')}`;
  await ask(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrate(url.href);
  return { url: url.href, drop: () => ask(server, `drop database if exists ${name} with (force)`) };
}

/** Runs one statement on a connection of its own. */
export async function ask(url: string, statement: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement, values);
  } finally {
    await client.end();
  }
}
