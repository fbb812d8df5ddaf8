import { randomUUID } from 'node:crypto';
import { SutureError } from '../../domain/errors.ts';
import { healWorkflowId } from '../../domain/incident.ts';
import { mayFollow, type Phase } from '../../domain/phases.ts';
import type { StoreContext, Tx } from '../context.ts';
import { violates } from '../errors.ts';
import { askForChange } from '../heals/changes.ts';
import { insertOutbox } from '../outbox/enqueue.ts';
import { insertTimeline } from './insert-timeline.ts';
import { lockIncident } from './lock-incident.ts';
import { reopen } from './reopen.ts';

/**
 * Opens an ended incident again and enqueues its next heal run. Only one that was not resolved can be retried. Also lets an open
 * one begin that waits since a person closed the change of its fault.
 * @throws SutureError `unknown_incident`, `illegal_move`, `not_open`.
 */
export async function retryIncident(
  { db, publish }: StoreContext,
  incidentId: string,
  by: string,
): Promise<{ healRun: number }> {
  const message = `Retry asked for by ${by}`;
  const { healRun, seq, phase } = await db
    .transaction()
    .execute((tx) => retry(tx, incidentId, message, by))
    .catch((error: unknown) => {
      if (!violates(error, 'incidents_one_open')) throw error;
      throw new SutureError(
        'not_open',
        `${incidentId} cannot be opened again: another incident of the same fault is open. Look at that one.`,
        { benign: true, details: { incidentId }, cause: error },
      );
    });
  publish({ kind: 'incident', seq, incident_id: incidentId, phase, message });
  return { healRun };
}

async function retry(
  tx: Tx,
  incidentId: string,
  message: string,
  by: string,
): Promise<{ healRun: number; seq: number; phase: Phase }> {
  // As when an incident is opened: a change of the healing switch sees this one, or is seen by it.
  await tx.selectFrom('healing_state').select('paused').forShare().execute();
  const before = await lockIncident(tx, incidentId);
  const { service, fault_code, heal_run: healRun, phase } = before;
  const isAsked = await askForChange(tx, service, fault_code);
  if (isAsked && (phase === 'detected' || phase === 'cooling_down')) return wake();
  // A resolved one is opened again by its failure only.
  if (before.phase === 'resolved' || !mayFollow(before.phase, 'detected')) {
    throw new SutureError(
      'illegal_move',
      `${incidentId} is ${before.phase}; only a failed, rolled back or cancelled incident can be tried again.`,
      { benign: true, details: { incidentId, from: before.phase, to: 'detected' } },
    );
  }
  return { ...(await reopen(tx, incidentId, before, { message, data: { by } })), phase: 'detected' };

  async function wake() {
    await tx.deleteFrom('waits').where('incident_id', '=', incidentId).execute();
    const key = `asked_again:${healRun}:${randomUUID()}`;
    const signal = { kind: 'signal', signal: 'wake', payload: null } as const;
    await insertOutbox(
      tx,
      { ...signal, workflowId: healWorkflowId(incidentId) },
      `wake:${incidentId}:${key}`,
    );
    const moved = { from_phase: null, to_phase: null };
    const row = { incident_id: incidentId, key, kind: 'note', ...moved, message, data: { by } } as const;
    return { healRun, phase, seq: await insertTimeline(tx, row) };
  }
}
