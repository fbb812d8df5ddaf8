import { sql } from 'kysely';
import type { Wait } from '../../domain/wait.ts';
import type { StoreContext, Tx } from '../context.ts';
import { storable } from '../json.ts';
import { hasTimelineKey, insertTimeline } from './insert-timeline.ts';
import { lockIncident } from './lock-incident.ts';

/** A wait that begins or is prolonged, and its row of the timeline, which is written once by its key. */
export interface BegunWait extends Omit<Wait, 'since' | 'until'> {
  untilMs: number | null;
  note: { key: string; message: string; data?: Record<string, unknown> };
}

/**
 * Shows that a step waits. The same wait again changes when and why, not since when; another wait of the step takes its
 * place. @throws SutureError `unknown_incident`
 */
export async function beginWait({ db, publish }: StoreContext, wait: BegunWait): Promise<void> {
  const { incidentId, step, kind, on, url, note } = wait;
  const { seq, phase } = await db.transaction().execute(async (tx) => {
    const incident = await lockIncident(tx, incidentId);
    const until = wait.untilMs === null ? null : new Date(Date.now() + wait.untilMs);
    const now = { kind, waits_on: on, reason: storable(wait.reason, 1_000), url, until };
    await tx
      .insertInto('waits')
      .values({ incident_id: incidentId, step, ...now })
      .onConflict((conflict) =>
        conflict.columns(['incident_id', 'step']).doUpdateSet({
          ...now,
          since: sql`case when waits.kind = excluded.kind and waits.waits_on = excluded.waits_on
            then waits.since else excluded.since end`,
        }),
      )
      .execute();
    if (await hasTimelineKey(tx, incidentId, note.key)) return { seq: null, phase: incident.phase };
    const row = await addRow(tx, incidentId, {
      ...note,
      data: { ...note.data, wait: { kind, on, url, until: until?.toISOString() ?? null } },
    });
    return { seq: row, phase: incident.phase };
  });
  if (seq !== null) publish({ kind: 'incident', incident_id: incidentId, message: note.message, seq, phase });
}

/**
 * Ends the wait of a step, if there is one.
 * @param note what the timeline says then, once; null where another row says it
 */
export async function endWait(
  { db, publish }: StoreContext,
  { incidentId, step }: Pick<Wait, 'incidentId' | 'step'>,
  note: BegunWait['note'] | null,
): Promise<void> {
  const ended = await db.transaction().execute(async (tx) => {
    const wait = await tx
      .deleteFrom('waits')
      .where('incident_id', '=', incidentId)
      .where('step', '=', step)
      .returning('step')
      .executeTakeFirst();
    if (!wait || !note) return null;
    const { phase } = await lockIncident(tx, incidentId);
    if (await hasTimelineKey(tx, incidentId, note.key)) return null;
    return { seq: await addRow(tx, incidentId, note), phase };
  });
  if (ended && note) publish({ kind: 'incident', incident_id: incidentId, message: note.message, ...ended });
}

/** The waits of all incidents, oldest first. */
export async function currentWaits(tx: Tx, limit: number): Promise<Wait[]> {
  const rows = await tx
    .selectFrom('waits')
    .selectAll()
    .orderBy('since')
    .orderBy('step')
    .limit(limit)
    .execute();
  return rows.map(({ incident_id: incidentId, step, kind, waits_on: on, reason, url, since, until }) => ({
    incidentId,
    step,
    kind,
    on,
    reason,
    url,
    since: since.toISOString(),
    until: until?.toISOString() ?? null,
  }));
}

function addRow(tx: Tx, incidentId: string, { key, message, data = {} }: BegunWait['note']): Promise<number> {
  const moved = { from_phase: null, to_phase: null };
  return insertTimeline(tx, { incident_id: incidentId, key, kind: 'note', ...moved, message, data });
}
