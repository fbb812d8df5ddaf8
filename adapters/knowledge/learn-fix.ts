import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { LearnedFix } from '../../domain/ports/knowledge.ts';
import type { Database } from '../../store/database.ts';
import { json, storable } from '../../store/json.ts';
import { signatureOf } from './signature.ts';

/**
 * Remembers a fix. The same change to the same text is one document however often it is learned, and is then the
 * newest; a key is learned once.
 */
export async function learnFix(db: Kysely<Database>, learned: LearnedFix): Promise<void> {
  const { key, incidentId, service, evidence, rationale, templates, before, after } = learned;
  const change = JSON.stringify([service, evidence.faultCode, before, after]);
  const id = `fix-${createHash('sha256').update(change).digest('hex').slice(0, 16)}`;
  const files = before.map((file) => `file:${file.path}`);
  const signature = [...new Set([...signatureOf(evidence).keys(), ...files])];
  const document = {
    kind: 'fix' as const,
    title: storable(`Fix of ${evidence.faultCode} in ${service}: ${rationale}`, 200),
    body: storable(bodyOf(learned), 8_000),
    service,
    signature,
    fix: json({ key, incidentId, faultCode: evidence.faultCode, rationale, templates, before, after }),
  };
  await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 7824))`.execute(tx);
    const known = await tx
      .selectFrom('knowledge_documents')
      .select('id')
      .where(sql<string>`fix ->> 'key'`, '=', key)
      .executeTakeFirst();
    if (known) return;
    await tx
      .insertInto('knowledge_documents')
      .values({ id, ...document })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...document, at: sql`now()` }))
      .execute();
  });
}

function bodyOf({ evidence, rationale, templates }: LearnedFix): string {
  const failures = evidence.failures.map((failure) =>
    [failure.sqlstate, failure.errorClass, failure.reason, failure.message].filter(Boolean).join(' '),
  );
  return [
    rationale,
    ...(templates.length > 0 ? [`Templates: ${templates.join(', ')}`] : []),
    ...(failures.length > 0 ? ['Failures:', ...new Set(failures.map((failure) => `- ${failure}`))] : []),
  ].join('\n');
}
