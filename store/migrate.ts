import { Kysely, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import { migrations } from '../migrations/index.ts';
import { toStoreError } from './errors.ts';

/** Any number that no one else in this database locks. */
const MIGRATION_LOCK = 782_301;

/**
 * Brings a database up to date. Several processes may ask at once: they take turns, and the later find nothing to do.
 * @returns the names of the migrations that this call ran.
 * @throws SutureError `store_unavailable` (retryable) when the database does not answer.
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
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
    const { error, results } = await migrator.migrateToLatest();
    if (error) throw error;
    return (results ?? []).map((result) => result.migrationName);
  } catch (error) {
    throw toStoreError(error);
  } finally {
    await Promise.allSettled([db.destroy(), turn.end()]);
  }
}
