import type { Insertable } from 'kysely';
import type { Tx } from '../context.ts';
import type { Database } from '../database.ts';
import { json, storable } from '../json.ts';

/**
 * Appends a row and returns its number. Writers take turns until they commit, so this comes last in a transaction,
 * after everything that may wait for a row.
 */
export async function insertTimeline(
  tx: Tx,
  { data, message, ...row }: Insertable<Database['timeline']>,
): Promise<number> {
  const { seq } = await tx
    .insertInto('timeline')
    .values({ ...row, message: storable(message), data: json(data) })
    .returning('seq')
    .executeTakeFirstOrThrow();
  return seq;
}

/** Whether a step has already written its row. Ask with the incident locked. */
export async function hasTimelineKey(tx: Tx, incidentId: string, key: string): Promise<boolean> {
  const row = await tx
    .selectFrom('timeline')
    .select('seq')
    .where('incident_id', '=', incidentId)
    .where('key', '=', key)
    .executeTakeFirst();
  return row !== undefined;
}
