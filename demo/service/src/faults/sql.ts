import { sql, type Transaction } from 'kysely';

/** Runs the test statement in the caller's transaction. */
export async function testFaultRun({ db }: { db: Transaction<unknown> }): Promise<void> {
  await sql`SELECT FROM`.execute(db); // invalid SQL on purpose
}
