import type { Phase } from '../../domain/phases.ts';
import type { Tx } from '../context.ts';
import { insertOutbox } from '../outbox/enqueue.ts';
import { insertTimeline } from './insert-timeline.ts';

/**
 * Opens an ended incident again and enqueues its next heal run. What the earlier run claimed to have done is cleared, so that
 * the new run must earn its own end; the timeline and the attempts keep it.
 * @param before the locked row
 */
export async function reopen(
  tx: Tx,
  incidentId: string,
  before: { phase: Phase; heal_run: number },
  { message, data }: { message: string; data: Record<string, unknown> },
): Promise<{ healRun: number; seq: number }> {
  const healRun = before.heal_run + 1;
  await tx
    .updateTable('incidents')
    .set({
      phase: 'detected',
      heal_run: healRun,
      ended_at: null,
      root_cause: null,
      remediation: null,
      verification: null,
    })
    .where('id', '=', incidentId)
    .execute();
  await insertOutbox(tx, { kind: 'start_heal', incidentId, healRun }, `start_heal:${incidentId}:${healRun}`);
  const seq = await insertTimeline(tx, {
    incident_id: incidentId,
    key: `detected:${healRun}`,
    kind: 'phase',
    from_phase: before.phase,
    to_phase: 'detected',
    message,
    data: { ...data, heal_run: healRun },
  });
  return { healRun, seq };
}
