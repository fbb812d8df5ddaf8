import type { PipelineCallback } from '../domain/pipeline.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import type { Delivery } from '../domain/ports/delivery.ts';
import { type Rollout, rolloutOf } from '../domain/rollout.ts';
import type { Work } from '../domain/time-to-heal.ts';

export interface RolloutQuestion {
  commit: string;
  /** News of another head, which may or may not stand on the commit; null to ask around. */
  callback: PipelineCallback | null;
}

export function createRolloutActivities({ codeHost, delivery }: { codeHost: CodeHost; delivery: Delivery }) {
  return {
    /** What became of a commit's rollout; null while nobody can tell. */
    async checkRollout({ commit, callback }: RolloutQuestion): Promise<Rollout | null> {
      if (callback) return (await concerns(callback, commit)) ? rolloutOf(callback) : null;
      const outcome = await delivery.outcome(commit);
      if (outcome.status === 'pending') return null;
      const asked = { head: null, runUrl: outcome.runUrl, durationsMs: {}, learnedBy: 'asked' as const };
      if (outcome.status !== 'unknown') return { ...asked, status: outcome.status, detail: outcome.detail };
      const live = await delivery.liveBuild();
      if (!live || !(await codeHost.contains(live, commit))) return null;
      return { ...asked, status: 'success', detail: '', head: live };
    },
  };

  async function concerns(callback: PipelineCallback, commit: string): Promise<boolean> {
    if (!(await codeHost.contains(callback.commit_sha, commit))) return false;
    // A later head that fails says nothing of a commit that was rolled out before it.
    return callback.status === 'success' || (await delivery.outcome(commit)).status !== 'success';
  }
}

/** What the pipeline worked for a round. */
export function pipelineWork(rollout: Rollout, attempt: number): Work[] {
  return Object.entries(rollout.durationsMs).map(([kind, ms]) => ({
    kind,
    ms,
    attempt,
    subject: rollout.head,
    refused: rollout.status === 'failure',
  }));
}
