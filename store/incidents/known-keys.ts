import type { StoreContext } from '../context.ts';
import { storable } from '../json.ts';

/** The incidents that have counted occurrences with these keys, by key. */
export async function incidentsOfKeys(
  { db }: StoreContext,
  service: string,
  keys: readonly string[],
): Promise<Record<string, string>> {
  if (keys.length === 0) return {};
  const rows = await db
    .selectFrom('occurrences')
    .select(['key', 'incident_id'])
    .where('service', '=', storable(service))
    .where('key', 'in', keys)
    .execute();
  return Object.fromEntries(
    rows.flatMap(({ key, incident_id }) => (key === null ? [] : [[key, incident_id]])),
  );
}
