import { type Selectable, sql } from 'kysely';
import { healWorkflowId } from '../../domain/incident.ts';
import type { StoreContext, Tx } from '../context.ts';
import type { Database } from '../database.ts';
import { storable } from '../json.ts';
import type { HealingState } from '../model.ts';
import { insertOutbox } from '../outbox/enqueue.ts';

/** Whether healing is paused, and why. */
export async function healing({ db }: StoreContext): Promise<HealingState> {
  return toHealingState(await db.selectFrom('healing_state').selectAll().executeTakeFirstOrThrow());
}

/** Pauses or revives healing. Reviving wakes every open heal, in the same transaction; a heal that opens meanwhile sees the new state itself. */
export async function setPaused(
  { db, publish }: StoreContext,
  paused: boolean,
  reason: string,
): Promise<HealingState> {
  const row = await db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable('healing_state')
      .set((eb) => ({
        paused,
        reason: storable(reason),
        revision: eb('revision', '+', 1),
        changed_at: sql`now()`,
      }))
      .returningAll()
      .executeTakeFirstOrThrow();
    if (!paused) await wakeOpenHeals(tx, changed.revision);
    return changed;
  });
  publish({
    kind: 'healing',
    seq: null,
    incident_id: null,
    phase: null,
    message: `Healing ${paused ? 'paused' : 'revived'}: ${reason}`,
  });
  return toHealingState(row);
}

/** Notes the moment at which a reset had cleared everything. */
export async function markReset({ db }: StoreContext): Promise<void> {
  await db.updateTable('healing_state').set({ reset_at: sql`now()` }).execute();
}

async function wakeOpenHeals(tx: Tx, revision: number): Promise<void> {
  const open = await tx
    .selectFrom('incidents')
    .select('id')
    .where('ended_at', 'is', null)
    .orderBy('number')
    .execute();
  for (const { id } of open) {
    const workflowId = healWorkflowId(id);
    await insertOutbox(
      tx,
      { kind: 'signal', workflowId, signal: 'wake', payload: null },
      `wake:${id}:${revision}`,
    );
  }
}

/** The row as the store returns it. */
export function toHealingState(row: Selectable<Database['healing_state']>): HealingState {
  return {
    paused: row.paused,
    reason: row.reason,
    changedAt: row.changed_at.toISOString(),
    resetAt: row.reset_at?.toISOString() ?? null,
  };
}
