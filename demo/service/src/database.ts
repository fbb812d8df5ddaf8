import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

const CONNECTIONS = 10;
/** How long a request waits for a connection, in milliseconds. */
const CONNECT_MS = 30_000;

/** The service's PostgreSQL. Connections are made when needed and replaced when broken, so this never fails. */
export function openDatabase(databaseUrl: string): Kysely<unknown> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'suture-demo',
  });
  // The next query replaces a connection that breaks while idle. Without listeners these events end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
}
