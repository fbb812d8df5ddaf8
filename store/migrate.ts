import { DEFAULT_MIGRATION_TABLE, Kysely, type Migration, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import { SutureError } from '../domain/errors.ts';
import { toStoreError } from './errors.ts';
import { migrations } from './migrations/index.ts';

/** Any number that no one else in this database locks. */
const MIGRATION_LOCK = 782_301;

/**
 * Brings a database up to date. Several processes may ask at once: they take turns, and the later find nothing to do.
 * @returns the names of the migrations that this call ran.
 * A database that a newer release has been at is left as it is: an older one may run beside it, or come back.
 * @throws SutureError `store_unavailable` (retryable) when the database does not answer, `migration_failed`.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const turn = new pg.Client({ connectionString: databaseUrl, application_name: 'suture-migrate' });
  // A connection that breaks is reported by the query that is under way; the event alone would end the process.
  turn.on('error', () => {});
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  pool.on('error', () => {});
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await turn.connect();
    await turn.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const known = { ...(await laterOnes(turn)), ...migrations };
    const migrator = new Migrator({ db, provider: { getMigrations: async () => known } });
    const { error, results } = await migrator.migrateToLatest();
    if (error) throw error;
    return (results ?? []).map((result) => result.migrationName);
  } catch (error) {
    const mapped = toStoreError(error);
    if (mapped instanceof SutureError) throw mapped;
    const why = error instanceof Error ? error.message : String(error);
    throw new SutureError('migration_failed', `The database cannot be brought up to date: ${why}`, {
      cause: error,
    });
  } finally {
    await Promise.allSettled([db.destroy(), turn.end()]);
  }
}

/** What a newer release has run after our last one, as steps that do nothing: kysely wants to see each that was run. */
async function laterOnes(client: pg.Client): Promise<Record<string, Migration>> {
  const { rows: found } = await client.query(
    `select to_regclass('${DEFAULT_MIGRATION_TABLE}') is not null as there`,
  );
  if (!found[0].there) return {};
  const { rows } = await client.query(`select name from ${DEFAULT_MIGRATION_TABLE}`);
  const last = Object.keys(migrations).sort().at(-1) as string;
  const later = rows.map(({ name }) => name as string).filter((name) => name > last);
  return Object.fromEntries(later.map((name) => [name, { up: async () => {} }]));
}
