import { SutureError } from '../../domain/errors.ts';
import type { Incident } from '../../domain/incident.ts';
import { isTerminal, mayFollow } from '../../domain/phases.ts';
import type { StoreContext } from '../context.ts';
import { json } from '../json.ts';
import type { Move } from '../model.ts';
import { readIncident } from './get-incident.ts';
import { hasTimelineKey, insertTimeline } from './insert-timeline.ts';
import { lockIncident } from './lock-incident.ts';

/**
 * Moves an incident and writes the timeline row.
 * @returns `moved`: false when this key was written before
 * @throws SutureError `unknown_incident`; `illegal_move` when the phase may not follow the present one, or when an
 * incident would be resolved on which no remediation was taken.
 */
export async function moveIncident(
  { db, publish }: StoreContext,
  move: Move,
): Promise<{ moved: boolean; incident: Incident }> {
  const { incidentId, key, to } = move;
  const { seq, incident } = await db.transaction().execute(async (tx) => {
    const before = await lockIncident(tx, incidentId);
    const written = await hasTimelineKey(tx, incidentId, key);
    if (!written) {
      refuseIllegal(move, before);
      await tx
        .updateTable('incidents')
        .set({
          phase: to,
          ended_at: isTerminal(to) ? new Date() : null,
          ...(move.rootCause && { root_cause: json(move.rootCause) }),
          ...(move.remediation && { remediation: json(move.remediation) }),
          ...(move.verification && { verification: json(move.verification) }),
        })
        .where('id', '=', incidentId)
        .execute();
    }
    if (isTerminal(to)) await tx.deleteFrom('waits').where('incident_id', '=', incidentId).execute();
    const after = await readIncident(tx, incidentId);
    if (!after) throw new Error(`${incidentId} is locked and yet gone`);
    if (written) return { seq: null, incident: after };
    const row = await insertTimeline(tx, {
      incident_id: incidentId,
      key,
      kind: 'phase',
      from_phase: before.phase,
      to_phase: to,
      message: move.message,
      data: move.data ?? {},
    });
    return { seq: row, incident: after };
  });
  if (seq !== null) {
    publish({ kind: 'incident', seq, incident_id: incidentId, phase: to, message: move.message });
  }
  return { moved: seq !== null, incident };
}

function refuseIllegal(move: Move, before: { phase: Move['to']; remediation: unknown }): void {
  const details = { incidentId: move.incidentId, from: before.phase, to: move.to };
  if (!mayFollow(before.phase, move.to)) {
    throw new SutureError(
      'illegal_move',
      `${move.incidentId} is ${before.phase} and may not become ${move.to}; domain/phases.ts says which phase may follow which.`,
      { details },
    );
  }
  if (move.to === 'resolved' && !before.remediation && !move.remediation) {
    throw new SutureError(
      'illegal_move',
      `${move.incidentId} may not become resolved: no remediation was taken on it. Record one with an earlier move.`,
      { details },
    );
  }
}
