import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { SutureError } from '../domain/errors.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Owner } from './owner.ts';

/** A database of its own for one proof, with a role that may use nothing else. */
export interface ScratchDatabase {
  name: string;
  user: string;
  password: string;
  /** Where the server listens: a host, or the folder of its socket. */
  server: { host: string; port: number };
  /** Tables of `public`, with their columns in order. */
  schema(): Promise<Evidence['schema']>;
  /** Begins to remove it and does not wait: PostgreSQL takes a checkpoint for it. `close` and `sweep` make it sure. */
  drop(): void;
}

export interface ScratchDatabases {
  /** Copies the template of a service; makes it first when there is none. */
  create(service: string): Promise<ScratchDatabase>;
  /** Removes databases and roles of processes that are gone; returns how many databases. */
  sweep(): Promise<number>;
  /** Waits for what is being dropped, drops the templates, and ends the connections. */
  close(): Promise<void>;
}

export interface ScratchDatabaseOptions {
  /** URL of an administrator. */
  databaseUrl: string;
  owner: Owner;
  /** Makes the tables of a service in an empty database. */
  prepareDatabase: (url: string) => Promise<void>;
}

/** Members of it may do everything with the tables of a template's copies, and nothing besides. */
const GROUP = 'suture_proof';
/** Connections that one proof may hold. */
const CONNECTIONS = 60;

/** Scratch databases on the real server. Errors: `sandbox_unavailable` (retryable) when the server refuses. */
export function createScratchDatabases(options: ScratchDatabaseOptions): ScratchDatabases {
  const admin = new pg.Pool({
    connectionString: options.databaseUrl,
    max: 3,
    allowExitOnIdle: true,
    application_name: 'suture-proof',
  });
  // A broken idle connection is replaced by the next query.
  admin.on('error', () => {});
  const templates = new Map<string, Promise<string>>();
  const dropping = new Set<Promise<void>>();
  const target = new pg.Client({ connectionString: options.databaseUrl });
  const server = { host: target.host, port: target.port };

  const query = (text: string) =>
    admin.query(text).catch((cause) => {
      throw unavailable(cause);
    });

  async function makeTemplate(): Promise<string> {
    const name = options.owner.name('template');
    await ensureGroup(query);
    await query(`create database ${name}`);
    const url = urlOf(options.databaseUrl, name);
    try {
      await options.prepareDatabase(url);
      await grantAll(url);
    } catch (cause) {
      await query(`drop database if exists ${name} with (force)`).catch(() => {});
      throw unavailable(cause);
    }
    return name;
  }

  function templateOf(service: string): Promise<string> {
    let template = templates.get(service);
    if (!template) {
      template = makeTemplate();
      templates.set(service, template);
      template.catch(() => templates.delete(service));
    }
    return template;
  }

  async function dropDatabase(name: string): Promise<void> {
    await query(`drop database if exists ${name} with (force)`);
    await query(`drop role if exists ${name}`);
  }

  return {
    async create(service) {
      const template = await templateOf(service);
      const name = options.owner.name('scratch');
      const password = randomBytes(18).toString('base64url');
      // Connections that prepared the template may take a moment to be gone.
      await query(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${template}'`,
      );
      await query(`create database ${name} template ${template}`);
      await query(
        `create role ${name} login nosuperuser nocreatedb nocreaterole noreplication connection limit ${CONNECTIONS} password '${password}' in role ${GROUP}`,
      );
      return {
        name,
        user: name,
        password,
        server,
        schema: () => readSchema(urlOf(options.databaseUrl, name)),
        drop() {
          // What cannot be dropped now is found by the sweep of the next start.
          const dropped = dropDatabase(name)
            .catch(() => {})
            .finally(() => dropping.delete(dropped));
          dropping.add(dropped);
        },
      };
    },
    async sweep() {
      const { rows } = await query(
        `select datname as name, true as database from pg_database where datname like 'suture\\_%'
         union select rolname, false from pg_roles where rolname like 'suture\\_scratch\\_%' order by 2 desc`,
      );
      const left = rows.filter((row) => options.owner.abandoned(row.name));
      for (const row of left) {
        await query(
          row.database
            ? `drop database if exists ${row.name} with (force)`
            : `drop role if exists ${row.name}`,
        );
      }
      return left.filter((row) => row.database).length;
    },
    async close() {
      await Promise.all(dropping);
      for (const template of await Promise.allSettled(templates.values())) {
        if (template.status === 'fulfilled') {
          await query(`drop database if exists ${template.value} with (force)`).catch(() => {});
        }
      }
      await admin.end();
    },
  };
}

/** The group is shared by every prover on the server, so two may want to make it at once. */
async function ensureGroup(query: (text: string) => Promise<unknown>): Promise<void> {
  await query(`do $$ begin
    create role ${GROUP} nologin nosuperuser;
  exception when duplicate_object or unique_violation then null; end $$`);
}

async function grantAll(url: string): Promise<void> {
  await withClient(url, (client) =>
    client.query(`do $$ declare space text; begin
      for space in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
        execute format('grant all on schema %I to ${GROUP}', space);
        execute format('grant all on all tables in schema %I to ${GROUP}', space);
        execute format('grant all on all sequences in schema %I to ${GROUP}', space);
        execute format('grant all on all functions in schema %I to ${GROUP}', space);
      end loop; end $$`),
  );
}

async function readSchema(url: string): Promise<Evidence['schema']> {
  const { rows } = await withClient(url, (client) =>
    client.query<{ table: string; columns: string[] }>(
      `select table_name::text as table, array_agg(column_name::text order by ordinal_position) as columns
       from information_schema.columns where table_schema = 'public' group by table_name order by table_name`,
    ),
  );
  return rows;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'suture-proof' });
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
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
    `The scratch database could not be made: ${message}. Check that DATABASE_URL names a role that may create databases and roles.`,
    { retryable: true, cause },
  );
}
