import type { StoreContext } from '../context.ts';
import type { Keyed } from '../model.ts';
import { hasTimelineKey, insertTimeline } from './insert-timeline.ts';
import { lockIncident } from './lock-incident.ts';

/** A row of the timeline that moves nothing. @throws SutureError `unknown_incident`. */
export async function addNote(
  { db, publish }: StoreContext,
  note: Keyed & { message: string; data?: Record<string, unknown> },
): Promise<void> {
  const { incidentId, key, message } = note;
  const written = await db.transaction().execute(async (tx) => {
    const { phase } = await lockIncident(tx, incidentId);
    if (await hasTimelineKey(tx, incidentId, key)) return null;
    const seq = await insertTimeline(tx, {
      incident_id: incidentId,
      key,
      kind: 'note',
      from_phase: null,
      to_phase: null,
      message,
      data: note.data ?? {},
    });
    return { seq, phase };
  });
  if (written) publish({ kind: 'incident', incident_id: incidentId, message, ...written });
}
