import { SutureError } from '../domain/errors.ts';
import type { PipelineCallback } from '../domain/pipeline.ts';
import type { CodeHost, CodeHosts } from '../domain/ports/code-host.ts';
import type { Deliveries, Delivery } from '../domain/ports/delivery.ts';
import { type Rollout, rolloutOf } from '../domain/rollout.ts';
import type { ServiceRecord } from '../domain/service.ts';
import type { Work } from '../domain/time-to-heal.ts';
import type { Store } from '../store/store.ts';
import { definitionAt } from './read-definition.ts';
import { readRecord } from './read-subject.ts';
import { type HealRun, keyOf } from './run.ts';

export interface RolloutQuestion {
  /** Absent in steps that were scheduled when there was one service only. */
  service?: string;
  commit: string;
  /** The callback of another head, which may or may not contain the commit; null to ask the delivery. */
  callback: PipelineCallback | null;
  /** The heal that waits, for its timeline; absent for a reset. */
  run?: HealRun;
}

export interface RolloutDeps {
  store: Pick<Store, 'getService' | 'listServices' | 'addNote'>;
  codeHosts: CodeHosts;
  deliveries: Deliveries;
}

export function createRolloutActivities({ store, codeHosts, deliveries }: RolloutDeps) {
  return {
    /** How a commit's rollout ended; null while that cannot be known. */
    async checkRollout({ service: name, commit, callback, run }: RolloutQuestion): Promise<Rollout | null> {
      const record = name === undefined ? await onlyService() : await readRecord(store, name);
      const service = await definitionAt(codeHosts, record, commit);
      const codeHost = codeHosts.of(service);
      const delivery = deliveries.of(service);
      if (callback) {
        return (await concerns({ codeHost, delivery }, callback, commit)) ? rolloutOf(callback) : null;
      }
      const outcome = await delivery.outcome(commit);
      const { cause } = outcome;
      const isOdd = outcome.status === 'pending' || cause === 'surroundings';
      if (run && isOdd && outcome.detail !== '') await note(run, commit, outcome);
      if (outcome.status === 'pending') return null;
      const asked = { head: null, runUrl: outcome.runUrl, durationsMs: {}, learnedBy: 'asked' as const };
      if (outcome.status !== 'unknown') {
        return { ...asked, status: outcome.status, detail: outcome.detail, cause };
      }
      const live = await delivery.liveBuild();
      if (!live || !(await codeHost.contains(live, commit))) return null;
      return { ...asked, status: 'success', detail: '', head: live };
    },
  };

  /** Why the rollout takes so long: each reason once. */
  async function note(
    run: HealRun,
    commit: string,
    { detail, runUrl }: { detail: string; runUrl: string | null },
  ): Promise<void> {
    const [why = ''] = detail.split('\n', 1);
    await store.addNote({
      incidentId: run.incidentId,
      key: keyOf(run, `rollout_waits/${commit.slice(0, 10)}/${why.replace(/\d+/g, '#').slice(0, 200)}`),
      message: `The rollout of ${commit.slice(0, 10)} waits: ${why}`,
      data: { commit, run_url: runUrl },
    });
  }

  async function onlyService(): Promise<ServiceRecord> {
    const [first, ...others] = await store.listServices();
    if (first && others.length === 0) return first;
    throw new SutureError(
      'unknown_service',
      'This step is from before services could be attached, and does not name one. Retry the incident.',
    );
  }
}

async function concerns(
  { codeHost, delivery }: { codeHost: CodeHost; delivery: Delivery },
  callback: PipelineCallback,
  commit: string,
): Promise<boolean> {
  if (!(await codeHost.contains(callback.commit_sha, commit))) return false;
  // A later head that fails says nothing about a commit that was rolled out before it.
  return callback.status === 'success' || (await delivery.outcome(commit)).status !== 'success';
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
