import type { StoreContext } from '../context.ts';
import { unknownIncident, violates } from '../errors.ts';
import { json } from '../json.ts';
import type { Analysis } from '../model.ts';
import { asItWas } from '../whole-text.ts';

/** Keeps the newest analysis of an incident. @throws SutureError `unknown_incident`. */
export async function saveAnalysis(
  { db }: StoreContext,
  incidentId: string,
  analysis: Analysis,
): Promise<void> {
  await db
    .insertInto('analyses')
    .values({ incident_id: incidentId, analysis: json(analysis) })
    .onConflict((conflict) =>
      conflict.column('incident_id').doUpdateSet({ analysis: json(analysis), at: new Date() }),
    )
    .execute()
    .catch((error: unknown) => {
      throw violates(error, 'analyses_incident_id_fkey') ? unknownIncident(incidentId) : error;
    });
}

/** The newest analysis of an incident; null before the first. */
export async function getAnalysis({ db }: StoreContext, incidentId: string): Promise<Analysis | null> {
  const row = await db
    .selectFrom('analyses')
    .select('analysis')
    .where('incident_id', '=', incidentId)
    .executeTakeFirst();
  return asItWas(row?.analysis ?? null);
}
