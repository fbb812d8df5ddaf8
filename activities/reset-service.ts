import { SutureError } from '../domain/errors.ts';
import type { FileEdit } from '../domain/fix.ts';
import { KEY_TRAILER } from '../domain/pipeline.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import type { Cooldowns } from '../domain/ports/cooldowns.ts';
import type { Delivery } from '../domain/ports/delivery.ts';
import type { ServiceDefinition, SutureConfig } from '../domain/service-definition.ts';
import type { Store } from '../store/store.ts';
import { longStep } from './long-step.ts';
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
  codeHost: CodeHost;
  cooldowns: Cooldowns;
  delivery: Delivery;
  config: SutureConfig;
}

export function createResetActivities({ store, codeHost, cooldowns, delivery, config }: ResetDeps) {
  return {
    /** Deletes what is left of the incidents, ends the cooldowns, and notes the time. What was learned stays. */
    async clearTraces({ resetId }: ResetRun): Promise<{ deleted: number; cooldownsCleared: number }> {
      const deleted = await store.deleteIncidents('all', resetId);
      let { cooldownsCleared } = await store.updateReset(resetId, { deleted });
      for (const { name } of config.services) {
        cooldownsCleared += await cooldowns.clear(name);
        // At once: a repeated step finds none any more and must not forget these.
        await store.updateReset(resetId, { cooldownsCleared });
      }
      await store.markReset();
      await store.updateReset(resetId, { step: 'cleared' });
      return { deleted, cooldownsCleared };
    },

    /** Puts the faulty texts of every service back in one commit each; none where they are in place. */
    async restoreBaselines({ resetId }: ResetRun): Promise<Restored[]> {
      return longStep(async () => {
        const restored: Restored[] = [];
        for (const service of config.services) restored.push(await restore(service, resetId));
        const commit = restored.findLast(({ pushed }) => pushed)?.commit ?? null;
        const status = commit ? 'pushed' : 'unchanged';
        await store.updateReset(resetId, { step: 'code_pushed', codeReset: { status, commit } });
        return restored;
      });
    },

    /** Whether the live release contains the commit and runs the baselines. */
    async confirmBaselinesLive(restored: Restored): Promise<boolean> {
      const service = config.services.find(({ name }) => name === restored.service);
      const live = await delivery.liveBuild();
      if (!service || !live || !(await codeHost.contains(live, restored.commit))) return false;
      return (await missing(service, live)).length === 0;
    },

    /** Lets healing begin again; the heals that wait are woken by it. */
    async finishReset({ resetId }: ResetRun): Promise<void> {
      await store.updateReset(resetId, { step: 'live' });
      await store.setPaused(false, `${resetId} is done`);
      await store.updateReset(resetId, { step: 'done' });
    },

    /** Healing stays paused: on code that is not what it should be, it would heal the wrong thing. */
    async failReset({ resetId, error }: ResetRun & { error: string }): Promise<void> {
      const message = `${error} Healing stays paused; look into it, then reset again or revive healing.`;
      const reset = await store.getReset(resetId);
      const codeReset = reset && { status: 'failed' as const, commit: reset.codeReset.commit };
      await store.updateReset(resetId, { step: 'failed', error: message, ...(codeReset && { codeReset }) });
    },
  };

  async function restore(service: ServiceDefinition, resetId: string): Promise<Restored> {
    const deploySeconds = Math.max(...service.faults.map(({ policy }) => policy.deploySeconds));
    const idempotencyKey = withNonce(`${resetId}/baselines/${service.name}`, await store.nonceOf(resetId));
    for (;;) {
      const parent = await codeHost.head(service.branch);
      const edits = await missing(service, parent);
      const made = await codeHost.findByKey(service.branch, idempotencyKey);
      const answer = { service: service.name, deploySeconds };
      if (made) return { ...answer, commit: await remember(made.sha, resetId), pushed: true };
      if (edits.length === 0) return { ...answer, commit: parent, pushed: false };
      try {
        const message = `[RESET] Put the baselines back\n\nSuture-Reset: ${resetId}\n${KEY_TRAILER}: ${idempotencyKey}\n`;
        const request = { branch: service.branch, parent, edits, message, idempotencyKey };
        const { commit } = await codeHost.push(request);
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

  /** The files that are not as their baselines at a commit, as they should be. */
  async function missing(service: ServiceDefinition, commit: string): Promise<FileEdit[]> {
    const pairs = service.faults.map(({ allowedFiles, baselineFile }) => ({
      path: allowedFiles[0] as string,
      baselineFile,
    }));
    const paths = [...new Set(pairs.flatMap(({ path, baselineFile }) => [path, baselineFile]))];
    const texts = await codeHost.readFiles(commit, paths);
    const edits = new Map<string, string>();
    for (const { path, baselineFile } of pairs) {
      const baseline = texts[baselineFile];
      if (baseline === undefined) {
        throw new SutureError(
          'baseline_missing',
          `${baselineFile} is not on ${service.branch}; commit the faulty text of ${path} there.`,
        );
      }
      if (texts[path] !== baseline) edits.set(path, baseline);
    }
    return [...edits].map(([path, content]) => ({ path, content }));
  }
}
