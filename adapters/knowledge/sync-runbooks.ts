import { type Kysely, sql } from 'kysely';
import type { Database } from '../../store/database.ts';
import { storable } from '../../store/json.ts';

/** @returns how many runbooks were added, changed or removed. Workers that start at once take turns. */
export async function syncRunbooks(
  db: Kysely<Database>,
  runbooks: { id: string; title: string; body: string }[],
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(7824, 1)`.execute(tx);
    let changed = 0;
    for (const runbook of runbooks) {
      const [title, body] = [storable(runbook.title), storable(runbook.body)];
      const result = await tx
        .insertInto('knowledge_documents')
        .values({ id: runbook.id, kind: 'runbook', title, body, fix: null, service: null })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet({ title, body, at: sql`now()` })
            .where(({ or, eb }) =>
              or([eb('knowledge_documents.title', '!=', title), eb('knowledge_documents.body', '!=', body)]),
            ),
        )
        .executeTakeFirstOrThrow();
      changed += Number(result.numInsertedOrUpdatedRows ?? 0);
    }
    const ids = runbooks.map((runbook) => runbook.id);
    const removed = await tx
      .deleteFrom('knowledge_documents')
      .where('kind', '=', 'runbook')
      .where('id', '<>', sql<string>`all(${ids}::text[])`)
      .executeTakeFirstOrThrow();
    return changed + Number(removed.numDeletedRows);
  });
}
