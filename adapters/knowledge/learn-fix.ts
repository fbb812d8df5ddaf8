import { type Kysely, sql } from 'kysely';
import type { LearnedFix, Rollback } from '../../domain/ports/knowledge.ts';
import type { Database } from '../../store/database.ts';
import { json, storable } from '../../store/json.ts';
import { fixDocument } from './fix-document.ts';

/**
 * Remembers a fix. The same change to the same text is one document no matter how often it is learned or rolled back, and is
 * then the newest; a key is remembered once.
 * @param rolledBack set when the fix was rolled back
 */
export async function learnFix(
  db: Kysely<Database>,
  learned: LearnedFix,
  rolledBack?: Rollback,
): Promise<void> {
  const { id, title, body, signature, fix } = fixDocument(learned, rolledBack);
  const document = {
    kind: 'fix' as const,
    title: storable(title, 200),
    body: storable(body, 8_000),
    service: learned.service,
    signature,
    fix: json(fix),
  };
  await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${fix.key}, 7824))`.execute(tx);
    const known = await tx
      .selectFrom('knowledge_documents')
      .select('id')
      .where(sql<string>`fix ->> 'key'`, '=', fix.key)
      .executeTakeFirst();
    if (known) return;
    await tx
      .insertInto('knowledge_documents')
      .values({ id, ...document })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...document, at: sql`now()` }))
      .execute();
  });
}
