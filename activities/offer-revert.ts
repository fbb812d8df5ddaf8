import { INCIDENT_TRAILER, KEY_TRAILER } from '../domain/pipeline.ts';
import { overdueRollout } from '../domain/rollout.ts';
import type { AttemptRecord, IncidentDetail } from '../store/store.ts';
import { proposeRevert } from './propose-revert.ts';
import { readSubjectAt } from './read-subject.ts';
import { type RememberDeps, rememberFix } from './remember-fix.ts';
import { worldKeyOf } from './run.ts';

/**
 * Offers the revert of a fix whose failure returned after the incident was resolved, and remembers that it did not hold. For a run that
 * began otherwise nothing is done.
 * @param left the attempt whose fix did not hold
 */
export async function offerRevert(
  deps: RememberDeps,
  { incident, timeline }: IncidentDetail,
  left: AttemptRecord,
): Promise<void> {
  const began = timeline.findLast(({ to_phase }) => to_phase === 'detected');
  const { commit, rejection: why, healRun, number: attempt } = left;
  if (began?.data.returned !== true || began.data.commit !== commit || !commit || why === null) return;
  const round = { incidentId: incident.id, healRun, attempt };
  const { service } = await readSubjectAt(deps, incident.id, commit);
  const rollout = { ...overdueRollout(0), head: commit, detail: '' };
  const idempotencyKey = await worldKeyOf(deps.store, round, `returned/${attempt}`);
  const message = [
    `[FAULT:${incident.error_code}] Revert ${commit.slice(0, 10)}, which did not hold`,
    why,
    `${INCIDENT_TRAILER}: ${incident.id}\n${KEY_TRAILER}: ${idempotencyKey}\n`,
  ].join('\n\n');
  const fix = { ...round, commit, why, rollout, verification: null };
  await proposeRevert(deps, { fix, service, message, idempotencyKey });
  await rememberFix(deps, round, `rolled-back/${attempt}`, (learned) =>
    deps.knowledge.learnRollback(learned, { why, by: null }),
  );
}
