import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

/** Connections of the service itself; the store has its own, so that slow requests never hold incidents back. */
const CONNECTIONS = 10;
/** How long a request waits for a connection, in milliseconds. */
const CONNECT_MS = 30_000;

/** The service's PostgreSQL. Connections are made when needed and replaced when broken, so this never fails. */
export function openServiceDatabase(databaseUrl: string): Kysely<unknown> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'suture-service',
  });
  // A connection that breaks while idle is replaced by the next query; left alone, these events end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
}
