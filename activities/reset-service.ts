import { SutureError } from '../domain/errors.ts';
import type { FileVersion } from '../domain/fix.ts';
import { KEY_TRAILER } from '../domain/pipeline.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Cooldowns } from '../domain/ports/cooldowns.ts';
import type { Deliveries } from '../domain/ports/delivery.ts';
import { keepsBaselines, type Service, type ServiceRecord } from '../domain/service.ts';
import type { Store } from '../store/store.ts';
import { longStep } from './long-step.ts';
import { definitionAt } from './read-definition.ts';
import { readRecord } from './read-subject.ts';
import { withNonce } from './run.ts';

export interface ResetRun {
  resetId: string;
}

/** The commit of a service that holds its baselines. */
export interface Restored {
  service: string;
  commit: string;
  /** False when the branch held them already. */
  pushed: boolean;
  /** How long its rollout may take, in seconds. */
  deploySeconds: number;
}

export interface ResetDeps {
  store: Store;
  codeHosts: CodeHosts;
  cooldowns: Cooldowns;
  deliveries: Deliveries;
}

/** The trailer that ties a commit to the reset that made it. */
const RESET_TRAILER = 'Suture-Reset';

export function createResetActivities({ store, codeHosts, cooldowns, deliveries }: ResetDeps) {
  return {
    /**
     * Deletes the incidents that are left of services with baselines, ends their cooldowns, and notes the time. What was
     * learned stays, and so does all that belongs to other services.
     */
    async clearTraces({ resetId }: ResetRun): Promise<{ deleted: number; cooldownsCleared: number }> {
      const services = (await store.listServices()).filter(keepsBaselines);
      const names = services.map(({ name }) => name);
      const deleted = await store.deleteIncidents({ services: names }, resetId);
      let { cooldownsCleared } = await store.updateReset(resetId, { deleted });
      for (const name of names) {
        cooldownsCleared += await cooldowns.clear(name);
        // At once: a repeated step finds no cooldown of this service and must not forget these.
        await store.updateReset(resetId, { cooldownsCleared });
      }
      await store.markReset();
      await store.updateReset(resetId, { step: 'cleared' });
      return { deleted, cooldownsCleared };
    },

    /** Restores the faulty texts of each service that keeps baselines, in one commit each unless they are in place. */
    async restoreBaselines({ resetId }: ResetRun): Promise<Restored[]> {
      return longStep(async () => {
        const restored: Restored[] = [];
        for (const record of await store.listServices()) {
          // A definition that cannot be used declares no baseline.
          if (record.problem === null && keepsBaselines(record)) {
            restored.push(await restore(record, resetId));
          }
        }
        const commit = restored.findLast(({ pushed }) => pushed)?.commit ?? null;
        const status = commit ? 'pushed' : 'unchanged';
        await store.updateReset(resetId, { step: 'code_pushed', codeReset: { status, commit } });
        return restored;
      });
    },

    /** Whether the live release contains the commit and runs the baselines. */
    async confirmBaselinesLive(restored: Restored): Promise<boolean> {
      const record = await readRecord(store, restored.service);
      const service = await definitionAt(codeHosts, record, restored.commit);
      const delivery = deliveries.of(service);
      if (service.definition.release === null) {
        return (await delivery.outcome(restored.commit)).status === 'success';
      }
      const live = await delivery.liveBuild();
      if (!live || !(await codeHosts.of(service).contains(live, restored.commit))) return false;
      return (await missing(await definitionAt(codeHosts, record, live))).length === 0;
    },

    /** Lets healing begin again, which wakes the heals that wait. */
    async finishReset({ resetId }: ResetRun): Promise<void> {
      await store.updateReset(resetId, { step: 'live' });
      await store.setPaused(false, `${resetId} is done`);
      await store.updateReset(resetId, { step: 'done' });
    },

    /** Healing stays paused: on other code than expected, it would heal the wrong fault. */
    async failReset({ resetId, error }: ResetRun & { error: string }): Promise<void> {
      const message = `${error} Healing stays paused. Find the cause, then reset again or revive healing.`;
      const reset = await store.getReset(resetId);
      const codeReset = reset && { status: 'failed' as const, commit: reset.codeReset.commit };
      await store.updateReset(resetId, { step: 'failed', error: message, ...(codeReset && { codeReset }) });
    },
  };

  async function restore(record: ServiceRecord, resetId: string): Promise<Restored> {
    const { name, branch } = record;
    const codeHost = codeHosts.of(record);
    const idempotencyKey = withNonce(`${resetId}/baselines/${name}`, await store.nonceOf(resetId));
    for (;;) {
      const parent = await codeHost.head(branch);
      const service = await definitionAt(codeHosts, record, parent);
      const edits = await missing(service);
      const made = await codeHost.findByKey(branch, idempotencyKey);
      const answer = { service: name, deploySeconds: deploySecondsOf(service) };
      if (made) return { ...answer, commit: await remember(made.sha, resetId), pushed: true };
      if (edits.length === 0) return { ...answer, commit: parent, pushed: false };
      try {
        const message = `[RESET] Restore the baselines\n\n${RESET_TRAILER}: ${resetId}\n${KEY_TRAILER}: ${idempotencyKey}\n`;
        const { commit } = await codeHost.push({ branch, parent, edits, message, idempotencyKey });
        return { ...answer, commit: await remember(commit, resetId), pushed: true };
      } catch (error) {
        if (!(error instanceof SutureError && error.type === 'head_moved')) throw error;
      }
    }
  }

  async function remember(commit: string, resetId: string): Promise<string> {
    await store.recordPush({ commit, kind: 'reset', incidentId: null, attempt: null, resetId });
    return commit;
  }

  /** The files that differ from their baselines at the definition's commit, with the text they must have. */
  async function missing(service: Service): Promise<FileVersion[]> {
    const baselines = new Map<string, string>();
    for (const { allowedFiles, baselineFile } of service.definition.faults) {
      if (baselineFile !== null) baselines.set(allowedFiles[0] as string, baselineFile);
    }
    const paths = [...new Set([...baselines].flat())];
    const texts = await codeHosts.of(service).readFiles(service.definitionCommit, paths);
    const edits: FileVersion[] = [];
    for (const [path, baselineFile] of baselines) {
      const content = texts[baselineFile];
      if (content === undefined) {
        throw new SutureError(
          'baseline_missing',
          `${baselineFile} is not on ${service.branch} of ${service.name}. Commit the faulty text of ${path} there.`,
        );
      }
      if (texts[path] !== content) edits.push({ path, content });
    }
    return edits;
  }
}

function deploySecondsOf({ definition }: Service): number {
  return Math.max(...definition.faults.map(({ policy }) => policy.deploySeconds));
}
