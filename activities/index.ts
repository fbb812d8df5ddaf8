import type { FixProvider } from '../domain/ports/fix-provider.ts';
import type { Knowledge } from '../domain/ports/knowledge.ts';
import type { Prover } from '../domain/ports/prover.ts';
import { createAnalyzeActivities } from './analyze-incident.ts';
import { type ApprovalDeps, createApprovalActivities } from './approve-fix.ts';
import { createGateActivities, type GateDeps } from './check-gate.ts';
import { createLiveActivities } from './check-live.ts';
import { createReviewActivities } from './check-review.ts';
import { createRolloutActivities } from './check-rollout.ts';
import { createContinueActivities } from './continue-fix.ts';
import { notDeadly } from './deaths.ts';
import { createEarlyProofs } from './early-proof.ts';
import { createEndActivities } from './end-heal.ts';
import { failingAsActivities } from './failure.ts';
import { createKeepActivities } from './keep-fix.ts';
import { limited } from './limited.ts';
import { createNotifyActivities, type NotifyDeps } from './notify-people.ts';
import { notingWaits } from './noting-waits.ts';
import { createPauseActivities } from './pause-healing.ts';
import { createProposeActivities } from './propose-fix.ts';
import { createProveActivities } from './prove-candidates.ts';
import { createPushActivities } from './push-fix.ts';
import { createQueueWaits } from './queue-waits.ts';
import { createRememberActivities } from './remember-fix.ts';
import { createResetActivities, type ResetDeps } from './reset-service.ts';
import { createRevertActivities } from './revert-fix.ts';
import { createRollBackActivities } from './roll-back.ts';
import { createStopActivities, type RunningHeals } from './stop-heals.ts';
import { createVerifyActivities, type VerifyDeps } from './verify-fix.ts';

/** All that the steps need of the world. */
export interface ActivityDeps
  extends Omit<GateDeps, 'notifies'>,
    ApprovalDeps,
    VerifyDeps,
    ResetDeps,
    NotifyDeps {
  knowledge: Knowledge;
  provider: FixProvider;
  prover: Prover;
  heals: RunningHeals;
  /** See {@link createProveActivities}; for tests. */
  turnMs?: number;
  /** The task queue of this very process, where the worktree of an analysis stays. */
  stickyTaskQueue: string;
}

/** Steps that end quickly, or wait for others: many at a time. */
export function createLightActivities(deps: ActivityDeps) {
  const steps = {
    ...createGateActivities({ ...deps, notifies: deps.notifiers.length > 0 }),
    ...createApprovalActivities(deps),
    ...createNotifyActivities(deps),
    ...createPauseActivities(deps),
    ...createPushActivities(deps),
    ...createReviewActivities(deps),
    ...createKeepActivities(deps),
    ...createRolloutActivities(deps),
    ...createLiveActivities(deps),
    ...createContinueActivities(deps),
    ...createVerifyActivities(deps),
    ...createRevertActivities(deps),
    ...createRollBackActivities(deps),
    ...createRememberActivities(deps),
    ...createEndActivities(deps),
    ...createStopActivities(deps),
    ...createResetActivities(deps),
  };
  return notDeadly(failingAsActivities(notingWaits(steps, deps.store)));
}

/** Steps that keep a processor busy. @param atATime how many of them run at once in this process */
export function createHeavyActivities(deps: ActivityDeps, atATime: number) {
  const earlyProofs = createEarlyProofs(deps);
  const steps = {
    ...createAnalyzeActivities({ ...deps, earlyProofs }),
    ...createProposeActivities(deps),
    ...createProveActivities({ ...deps, earlyProofs }),
  };
  const waiting = createQueueWaits(deps.store);
  return notDeadly(limited(failingAsActivities(notingWaits(steps, deps.store)), atATime, waiting));
}

export type LightActivities = ReturnType<typeof createLightActivities>;
export type HeavyActivities = ReturnType<typeof createHeavyActivities>;
