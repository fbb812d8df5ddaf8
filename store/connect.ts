import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from './database.ts';

/** PostgreSQL's type `bigint`, which pg hands out as text; our counts stay far below 2^53. */
const BIGINT = pg.types.builtins.INT8;

/**
 * How long a call may wait for a connection, in milliseconds: for a free one, too, so longer than a storm of requests
 * takes on a slow machine. Callers that cannot wait have deadlines of their own.
 */
const WAIT_MS = 30_000;

/**
 * A pool of connections to a migrated database. Connections are made when needed, so this never fails;
 * broken ones are replaced by the next query.
 * @param poolSize the most connections at a time.
 */
export function connect(databaseUrl: string, poolSize: number): Kysely<Database> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolSize,
    connectionTimeoutMillis: WAIT_MS,
    keepAlive: true,
    application_name: 'suture',
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === BIGINT ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  });
  // A connection that breaks is reported by the query that is under way, or replaced when it was idle.
  // The bare events, left alone, would end the process when PostgreSQL is killed.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
  });
}
