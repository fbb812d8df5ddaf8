import { type Selectable, sql } from 'kysely';
import type { PipelineCallback, PipelinePending } from '../../domain/pipeline.ts';
import type { StoreContext, Tx } from '../context.ts';
import type { Database } from '../database.ts';
import { storable } from '../json.ts';
import type { Rollout, SystemState } from './page-store.ts';

const DETAIL_LIMIT = 16_000;

/** Keeps what the delivery reported. A `pending` that comes late, after the end of the same run, changes nothing. */
export async function recordRollout(
  { db, publish }: StoreContext,
  report: PipelinePending | PipelineCallback,
): Promise<void> {
  const ended = 'status' in report ? report : null;
  const status = ended?.status ?? 'pending';
  await db
    .insertInto('rollouts')
    .values({
      service: report.service,
      commit: report.commit_sha,
      status,
      incidents: report.incidents,
      run_url: report.run_url,
      detail: storable(ended?.detail ?? '', DETAIL_LIMIT),
      ended_at: ended && new Date(),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['service', 'commit'])
        .doUpdateSet((eb) => ({
          status: eb.ref('excluded.status'),
          incidents: eb.ref('excluded.incidents'),
          run_url: eb.ref('excluded.run_url'),
          detail: eb.ref('excluded.detail'),
          ended_at: eb.ref('excluded.ended_at'),
          began_at: ended ? eb.ref('rollouts.began_at') : sql<Date>`now()`,
        }))
        .where(({ or, eb, ref }) =>
          or([eb('excluded.status', '<>', 'pending'), eb('rollouts.run_url', '<>', ref('excluded.run_url'))]),
        ),
    )
    .execute();
  publish({
    kind: 'delivery',
    seq: null,
    incident_id: null,
    phase: null,
    message: `Rollout of ${report.commit_sha.slice(0, 10)}${ended ? `: ${status}` : ' has begun'}`,
  });
}

/** The newest rollout that has begun and not ended, and the newest that has ended. */
export async function newestRollouts(tx: Tx): Promise<SystemState['rollout']> {
  const newest = (of: 'pending' | 'ended') =>
    tx
      .selectFrom('rollouts')
      .selectAll()
      .where('status', of === 'pending' ? '=' : '<>', 'pending')
      .orderBy('began_at', 'desc')
      .limit(1)
      .executeTakeFirst();
  const [pending, last] = [await newest('pending'), await newest('ended')];
  // A newer rollout that ended took the older one's commit in, or its report is lost.
  const stands = pending && (!last || pending.began_at > last.began_at);
  return { pending: stands ? toRollout(pending) : null, last: last ? toRollout(last) : null };
}

function toRollout(row: Selectable<Database['rollouts']>): Rollout {
  return {
    service: row.service,
    commit: row.commit,
    status: row.status,
    incidents: row.incidents,
    runUrl: row.run_url,
    detail: row.detail,
    beganAt: row.began_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}
