import type { StoreContext } from '../context.ts';
import { storable } from '../json.ts';

/** Enough to say that the failure returned. */
const MOST = 1_000;

/**
 * The occurrences of an incident after a time.
 * @returns for each, the commit of the release that failed; null where the service does not report it
 */
export async function failuresSince(
  { db }: StoreContext,
  incidentId: string,
  since: Date,
): Promise<{ buildSha: string | null }[]> {
  const rows = await db
    .selectFrom('occurrences')
    .select('build_sha')
    .where('incident_id', '=', storable(incidentId))
    .where('at', '>', since)
    .limit(MOST)
    .execute();
  return rows.map(({ build_sha }) => ({ buildSha: build_sha }));
}
