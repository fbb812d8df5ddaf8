import type { StoreContext } from '../context.ts';
import { toAttemptRecord } from '../heals/attempt-view.ts';
import type { IncidentDetail } from '../model.ts';
import { readDiscovered } from '../recordings/discovered-faults.ts';
import { readIncident } from './get-incident.ts';
import { toTimelineEntry } from './timeline-view.ts';

/** One incident with its timeline, attempts and analysis, as of one moment; null when there is none. */
export async function getIncidentDetail(
  { db }: StoreContext,
  incidentId: string,
): Promise<IncidentDetail | null> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const incident = await readIncident(tx, incidentId);
      if (!incident) return null;
      const timeline = await tx
        .selectFrom('timeline')
        .selectAll()
        .where('incident_id', '=', incidentId)
        .orderBy('seq')
        .execute();
      const attempts = await tx
        .selectFrom('attempts')
        .selectAll()
        .where('incident_id', '=', incidentId)
        .orderBy('heal_run')
        .orderBy('number')
        .execute();
      const found = await tx
        .selectFrom('analyses')
        .select('analysis')
        .where('incident_id', '=', incidentId)
        .executeTakeFirst();
      return {
        incident,
        timeline: timeline.map(toTimelineEntry),
        attempts: attempts.map(toAttemptRecord),
        analysis: found?.analysis ?? null,
        discovered: await readDiscovered(tx, incident.service, incident.error_code),
      };
    });
}
