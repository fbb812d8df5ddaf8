import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from './database.ts';
import { takeTurns } from './take-turns.ts';

/** PostgreSQL's type `bigint`, which pg hands out as text; our counts stay far below 2^53. */
const BIGINT = pg.types.builtins.INT8;

/**
 * A pool of connections to a migrated database. Connections are made when needed, so this never fails;
 * broken ones are replaced by the next query.
 * @param poolSize the most connections at a time.
 * @param patienceMs how long a connection may take to be made, and how long none may become free
 */
export function connect(databaseUrl: string, poolSize: number, patienceMs = 10_000): Kysely<Database> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolSize,
    connectionTimeoutMillis: patienceMs,
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
    dialect: new PostgresDialect({ pool: takeTurns(pool, poolSize, patienceMs) }),
  });
}
