import { SutureError } from '../../domain/errors.ts';
import type { StoreContext } from '../context.ts';
import { storable } from '../json.ts';
import type { Reset } from '../model.ts';
import { toReset } from './reset-view.ts';

type Change = Partial<Omit<Reset, 'id' | 'workflowId' | 'requestedAt'>>;

/** Null when there is no such reset. */
export async function getReset({ db }: StoreContext, resetId: string): Promise<Reset | null> {
  const row = await db
    .selectFrom('resets')
    .selectAll()
    .where('id', '=', storable(resetId))
    .executeTakeFirst();
  return row ? toReset(row) : null;
}

/**
 * Writes what is given and leaves the rest. The step `done` or `failed` ends the reset, now unless `finishedAt` says when.
 * @throws SutureError `unknown_reset`.
 */
export async function updateReset(
  { db, publish }: StoreContext,
  resetId: string,
  change: Change,
): Promise<Reset> {
  const ends = change.step === 'done' || change.step === 'failed';
  const finishedAt = change.finishedAt ?? (ends ? new Date().toISOString() : undefined);
  const row = await db
    .updateTable('resets')
    .set((eb) => ({
      // A change that sets nothing must still be a statement.
      requested_by: eb.ref('requested_by'),
      ...(change.step && { step: change.step }),
      ...(change.deleted !== undefined && { deleted: change.deleted }),
      ...(change.cooldownsCleared !== undefined && { cooldowns_cleared: change.cooldownsCleared }),
      ...(change.codeReset && { code_status: change.codeReset.status, code_commit: change.codeReset.commit }),
      ...(change.error !== undefined && { error: change.error && storable(change.error) }),
      // A repeated last step keeps the time of the first.
      ...(finishedAt && { finished_at: eb.fn.coalesce('finished_at', eb.val(new Date(finishedAt))) }),
    }))
    .where('id', '=', resetId)
    .returningAll()
    .executeTakeFirst();
  if (!row) {
    throw new SutureError('unknown_reset', `There is no reset ${resetId}; ask for one first.`, {
      details: { resetId },
    });
  }
  const message = `${resetId}: ${row.step}`;
  publish({ kind: 'reset', seq: null, incident_id: null, phase: null, message });
  return toReset(row);
}
