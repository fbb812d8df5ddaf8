import type { AskedSql } from './asked.ts';
import type { DescribedTable, SqlStep } from './recording.ts';

const SELECT = `SELECT c.oid::int8::text AS id, n.nspname AS schema, c.relname AS name,
  json_object_agg(a.attnum, a.attname) AS columns
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.oid = ANY($1::oid[]) GROUP BY 1, 2, 3`;

/** Tables that are remembered, and for how long: a migration may rename them, in milliseconds. */
const MOST_TABLES = 2_000;
const REMEMBERED_MS = 300_000;
/** For a connection, and for the statement, in milliseconds. */
const LONGEST_MS = 2_000;
/** After a look-up that failed, in milliseconds. */
const PAUSE_MS = 30_000;

interface Client {
  connect(): Promise<unknown>;
  query(text: string, values: unknown[]): Promise<{ rows: (DescribedTable & { id: string })[] }>;
  end(): Promise<unknown>;
  on(name: 'error', listener: () => void): unknown;
}

interface Settings {
  host?: string;
  port?: number;
  database?: string;
  user?: string;
  password?: unknown;
  ssl?: unknown;
}

/** Looks up the names of tables and columns, by a connection of its own for a moment: those of the service stay untouched. */
export function createTableNames(): (asked: readonly AskedSql[]) => Promise<SqlStep['tables']> {
  const known = new Map<string, { table: DescribedTable; until: number }>();
  let nextTry = 0;

  return async (asked) => {
    const found: SqlStep['tables'] = {};
    const missing = new Map<string, { client: object; ids: Set<number> }>();
    for (const { client, fields } of asked) {
      const at = addressOf(client);
      for (const { tableID } of fields) {
        if (!tableID) continue;
        const kept = known.get(`${at} ${tableID}`);
        if (kept && kept.until > Date.now()) found[tableID] = kept.table;
        else missing.set(at, { client, ids: (missing.get(at)?.ids ?? new Set()).add(tableID) });
      }
    }
    if (Date.now() < nextTry) return found;
    for (const [at, { client, ids }] of missing) {
      try {
        for (const { id, ...table } of await lookUp(client, [...ids])) {
          if (known.size >= MOST_TABLES) known.clear();
          known.set(`${at} ${id}`, { table, until: Date.now() + REMEMBERED_MS });
          found[id] = table;
        }
      } catch {
        // A database that takes no connection now must not be asked for each failing request.
        nextTry = Date.now() + PAUSE_MS;
      }
    }
    return found;
  };
}

async function lookUp(client: object, ids: number[]) {
  const { host, port, database, user, ssl } = settingsOf(client);
  const { password } = client as Settings;
  const own = Reflect.construct(client.constructor, [
    {
      host,
      port,
      database,
      user,
      password,
      ssl,
      connectionTimeoutMillis: LONGEST_MS,
      query_timeout: LONGEST_MS,
    },
  ]) as Client;
  own.on('error', () => {});
  await own.connect();
  try {
    return (await own.query(SELECT, [`{${ids.join(',')}}`])).rows;
  } finally {
    await own.end();
  }
}

function settingsOf(client: object): Settings {
  return (client as { connectionParameters?: Settings }).connectionParameters ?? (client as Settings);
}

function addressOf(client: object): string {
  const { host, port, database } = settingsOf(client);
  return `${host}:${port}/${database}`;
}
