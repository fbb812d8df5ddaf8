import type { Selectable } from 'kysely';
import type { Database } from '../database.ts';
import type { Reset } from '../model.ts';

/** The id of the workflow that carries out a reset. */
export function resetWorkflowId(resetId: string): string {
  return `reset-${resetId}`;
}

export function toReset(row: Selectable<Database['resets']>): Reset {
  return {
    id: row.id,
    workflowId: resetWorkflowId(row.id),
    step: row.step,
    deleted: row.deleted,
    cooldownsCleared: row.cooldowns_cleared,
    codeReset: { status: row.code_status, commit: row.code_commit },
    error: row.error,
    requestedAt: row.requested_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
