import type { Kysely } from 'kysely';
import type { Incident } from '../../domain/incident.ts';
import type { StoreContext } from '../context.ts';
import type { Database } from '../database.ts';
import { selectIncidents, toIncident } from './incident-view.ts';

/** Null when there is no such incident. */
export async function getIncident({ db }: StoreContext, incidentId: string): Promise<Incident | null> {
  return readIncident(db, incidentId);
}

/** The same within a transaction. */
export async function readIncident(db: Kysely<Database>, incidentId: string): Promise<Incident | null> {
  const row = await selectIncidents(db).where('i.id', '=', incidentId).executeTakeFirst();
  return row ? toIncident(row) : null;
}
