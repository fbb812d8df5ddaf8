import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { SutureError } from '../../domain/errors.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { pause } from '../../platform/pause.ts';
import type { Lease } from '../lease.ts';
import { placeRows } from '../replay/place-rows.ts';
import type { RecordedRows } from '../replay/read-rows.ts';

/** What a client needs to connect. */
export interface DatabaseLogin {
  name: string;
  user: string;
  password: string;
  /** Where the server listens: a host, or the folder of its socket. */
  server: { host: string; port: number };
}

/** A database that is filled once, sealed, and then copied for each proof. */
export interface DatabaseTemplate extends DatabaseLogin {
  /** Ends its connections; nobody can connect to it afterwards. */
  seal(): Promise<void>;
  /** A copy, with a role that may do in it what the template's owner could. Call it after `seal`. */
  copy(): Promise<ScratchDatabase>;
  /** Starts to remove it and does not wait. `close` waits. */
  drop(): void;
}

/** A database for one proof, with a role of its own. */
export interface ScratchDatabase extends DatabaseLogin {
  /** Tables of `public`, with their columns in order. */
  schema(): Promise<Evidence['schema']>;
  /** Puts recorded rows into it; returns what could not be placed, each a sentence. */
  place(rows: RecordedRows): Promise<string[]>;
  /**
   * Measures it until it is dropped, and calls once when it has grown by more than it may.
   * @param most bytes, by default 256 MiB: the rows of a proof are a few pages
   */
  watch(over: (sentence: string) => void, most?: number): void;
  /** Starts to remove it and does not wait, because PostgreSQL takes a checkpoint for it. `close` waits. */
  drop(): void;
}

export interface ScratchDatabases {
  /** An empty database with a role that owns it. */
  createTemplate(): Promise<DatabaseTemplate>;
  /** Removes databases and roles of processes that are gone; returns how many databases. */
  sweep(): Promise<number>;
  /** Waits for what is being dropped, and ends the connections. */
  close(): Promise<void>;
}

/** Connections that one proof may hold. */
const CONNECTIONS = 60;
const MIB = 1024 * 1024;
/** How much a proof may add to a copy, in bytes. */
const GROWTH = 256 * MIB;
/** Files of sorts and joins of one connection; a superuser alone may set it. */
const TEMPORARY = '256MB';
/** Between two looks at the size of a database, in milliseconds; a look reads the sizes of some 300 files. */
const MEASURE_MS = 500;

/**
 * Scratch databases on a real server. Errors: `sandbox_unavailable` (retryable) when the server refuses.
 * @param databaseUrl of an administrator, who may create databases and roles
 */
export function createScratchDatabases(databaseUrl: string, lease: Lease): ScratchDatabases {
  const admin = new pg.Pool({
    connectionString: databaseUrl,
    max: 3,
    allowExitOnIdle: true,
    application_name: 'suture-proof',
  });
  // The next query replaces a broken idle connection.
  admin.on('error', () => {});
  const { host, port } = new pg.Client({ connectionString: databaseUrl });
  const dropping = new Set<Promise<void>>();

  const query = (text: string) =>
    admin.query(text).catch((cause) => {
      throw unavailable(cause);
    });

  async function createRole(name: string, rest: string): Promise<string> {
    const password = randomBytes(18).toString('base64url');
    await query(
      `create role ${name} login nosuperuser nocreatedb nocreaterole noreplication connection limit ${CONNECTIONS} password '${password}' ${rest}`,
    );
    return password;
  }

  function drop(name: string, after: Iterable<Promise<void>> = []): void {
    // The sweep of the next start finds what cannot be dropped now.
    const dropped = Promise.all(after)
      .then(() => dropBoth(name))
      .catch(() => {})
      .finally(() => dropping.delete(dropped));
    dropping.add(dropped);
  }

  async function dropBoth(name: string): Promise<void> {
    await query(`drop database if exists ${name} with (force)`);
    await query(`drop role if exists ${name}`);
  }

  async function copy(template: string): Promise<ScratchDatabase> {
    const name = lease.name('data');
    const [password] = await Promise.all([
      createRole(name, `in role ${template}`),
      query(`create database ${name} template ${template} owner ${template}`),
    ]);
    await admin.query(`alter role ${name} set temp_file_limit = '${TEMPORARY}'`).catch(() => {});
    const dropped = new AbortController();
    return {
      ...{ name, user: name, password, server: { host, port } },
      schema: () => readSchema(urlOf(databaseUrl, name)),
      place: (rows) =>
        placeRows(urlOf(databaseUrl, name), rows).catch((cause) => {
          throw unavailable(cause);
        }),
      watch(over, most = GROWTH) {
        measure(name, dropped.signal, most, over).catch(() => {});
      },
      drop() {
        dropped.abort();
        drop(name);
      },
    };
  }

  /** A server that does not answer ends the watch; the proof notices it by itself. */
  async function measure(name: string, dropped: AbortSignal, most: number, over: (sentence: string) => void) {
    let first: number | null = null;
    while (!dropped.aborted) {
      const { rows } = await admin.query(`select pg_database_size('${name}')::float8 as size`);
      const size: number = rows[0].size;
      first ??= size;
      if (size - first > most) {
        over(`the service wrote more than ${most / MIB} MiB into its database`);
        return;
      }
      await pause(MEASURE_MS, dropped);
    }
  }

  return {
    async createTemplate() {
      const name = lease.name('model');
      const password = await createRole(name, '');
      // An administrator who is no superuser may give a database only to a role that it belongs to.
      await query(`grant ${name} to current_user`);
      await query(`create database ${name} owner ${name}`);
      return {
        ...{ name, user: name, password, server: { host, port } },
        async seal() {
          await query(`alter role ${name} nologin`);
          await query(`alter database ${name} allow_connections false`);
          await query(
            `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`,
          );
        },
        copy: () => copy(name),
        // Its role owns the copies.
        drop: () => drop(name, [...dropping]),
      };
    },
    async sweep() {
      const { rows } = await query(
        `select datname as name from pg_database where datname ~ '^(app|suture)_'
         union select rolname from pg_roles where rolname ~ '^(app|suture)_' order by name`,
      );
      const left = rows.map((row) => row.name).filter((name) => lease.abandoned(name));
      // Scratch databases sort before the templates whose roles own them.
      for (const name of left) await dropBoth(name);
      return left.length;
    },
    async close() {
      await Promise.all(dropping);
      await admin.end();
    },
  };
}

async function readSchema(url: string): Promise<Evidence['schema']> {
  const client = new pg.Client({ connectionString: url, application_name: 'suture-proof' });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ table: string; columns: string[] }>(
      `select table_name::text as table, array_agg(column_name::text order by ordinal_position) as columns
       from information_schema.columns where table_schema = 'public' group by table_name order by table_name`,
    );
    return rows;
  } catch (cause) {
    throw unavailable(cause);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The same server with another database; the URL may name a socket folder in its query. */
function urlOf(server: string, database: string): string {
  const url = new URL(server.replace('@/', '@localhost/'));
  url.pathname = `/${database}`;
  return url.href;
}

function unavailable(cause: unknown): SutureError {
  if (cause instanceof SutureError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new SutureError(
    'sandbox_unavailable',
    `The scratch database cannot be created: ${message}. Check that DATABASE_URL names a role that may create databases and roles.`,
    { retryable: true, cause },
  );
}
