import type { Selectable } from 'kysely';
import type { Tx } from '../context.ts';
import type { Database } from '../database.ts';
import { unknownIncident } from '../errors.ts';

/** Locks an incident until the transaction ends. @throws SutureError `unknown_incident`. */
export async function lockIncident(tx: Tx, incidentId: string): Promise<Selectable<Database['incidents']>> {
  const incident = await tx
    .selectFrom('incidents')
    .selectAll()
    .where('id', '=', incidentId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!incident) throw unknownIncident(incidentId);
  return incident;
}
