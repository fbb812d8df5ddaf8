import { sql, type Transaction } from 'kysely';

/** Runs a slow statement in the caller's transaction, with a limit on its time. */
export async function testFaultDbTimeout({ db }: { db: Transaction<unknown> }): Promise<void> {
  await sql`SET LOCAL statement_timeout = '5500ms'`.execute(db);
  await sql`SELECT pg_sleep(10)`.execute(db); // always times out on purpose
}
