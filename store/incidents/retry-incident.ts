import { SutureError } from '../../domain/errors.ts';
import { mayFollow } from '../../domain/phases.ts';
import type { StoreContext, Tx } from '../context.ts';
import { violates } from '../errors.ts';
import { lockIncident } from './lock-incident.ts';
import { reopen } from './reopen.ts';

/**
 * Opens an ended incident again and enqueues its next heal run. Only one that was not resolved can be retried.
 * @throws SutureError `unknown_incident`, `illegal_move`, `not_open`.
 */
export async function retryIncident(
  { db, publish }: StoreContext,
  incidentId: string,
  by: string,
): Promise<{ healRun: number }> {
  const message = `Retry asked for by ${by}`;
  const { healRun, seq } = await db
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
  publish({ kind: 'incident', seq, incident_id: incidentId, phase: 'detected', message });
  return { healRun };
}

async function retry(
  tx: Tx,
  incidentId: string,
  message: string,
  by: string,
): Promise<{ healRun: number; seq: number }> {
  // As when an incident is opened: a change of the healing switch sees this one, or is seen by it.
  await tx.selectFrom('healing_state').select('paused').forShare().execute();
  const before = await lockIncident(tx, incidentId);
  // A resolved one is opened again by its failure only.
  if (before.phase === 'resolved' || !mayFollow(before.phase, 'detected')) {
    throw new SutureError(
      'illegal_move',
      `${incidentId} is ${before.phase}; only a failed, rolled back or cancelled incident can be tried again.`,
      { benign: true, details: { incidentId, from: before.phase, to: 'detected' } },
    );
  }
  return reopen(tx, incidentId, before, { message, data: { by } });
}
