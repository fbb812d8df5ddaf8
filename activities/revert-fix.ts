import { firstWords } from '../domain/cut-words.ts';
import { SutureError } from '../domain/errors.ts';
import { INCIDENT_TRAILER, KEY_TRAILER } from '../domain/pipeline.ts';
import type { CodeHost, CodeHosts } from '../domain/ports/code-host.ts';
import type { Store } from '../store/store.ts';
import { pipelineWork } from './check-rollout.ts';
import type { FixToRevert } from './fix-to-revert.ts';
import { longStep } from './long-step.ts';
import { proposeRevert } from './propose-revert.ts';
import { readAttached, readSubjectAt } from './read-subject.ts';
import { keyOf, worldKeyOf } from './run.ts';

export function createRevertActivities({ store, codeHosts }: { store: Store; codeHosts: CodeHosts }) {
  return {
    /**
     * Rolls a fix back by a commit on the present head. Where a person rolls out, the revert is theirs, too: it is put before them
     * as a change, or only named, and `proposed` is a sentence that says so.
     * @throws `revert_conflict` when later commits touched the same lines: a person must look
     */
    async revertFix(fix: FixToRevert): Promise<{ commit: string; proposed?: string }> {
      const { incident, record } = await readAttached(store, fix.incidentId);
      const { service } = await readSubjectAt({ store, codeHosts }, incident.id, fix.commit);
      const isTheirs = service.definition.deliver === 'none' || service.delivery.kind === 'watched';
      await store.saveRejection(incident.id, fix.attempt, fix.why);
      await store.addNote({
        incidentId: incident.id,
        key: keyOf(fix, `reverting/${fix.attempt}`),
        message: fix.by
          ? `${fix.by} rolls the fix back: ${fix.why}`
          : isTheirs
            ? `The fault returned: ${fix.why}`
            : `The fix did not hold and is rolled back: ${fix.why}`,
        data: {
          attempt: fix.attempt,
          commit: fix.commit,
          run_url: fix.rollout.runUrl,
          failures: fix.verification?.failures ?? [],
          work: fix.verification?.work ?? pipelineWork(fix.rollout, fix.attempt),
        },
      });
      const idempotencyKey = await worldKeyOf(store, fix, `revert/${fix.attempt}`);
      return longStep(async ({ signal }) => {
        const message = [
          `[FAULT:${incident.error_code}] Revert ${fix.commit.slice(0, 10)}, ${fix.by ? `asked for by ${oneLine(fix.by)}` : 'which did not hold'}`,
          fix.why,
          `${INCIDENT_TRAILER}: ${incident.id}\n${KEY_TRAILER}: ${idempotencyKey}\n`,
        ].join('\n\n');
        const { attempt } = fix;
        if (isTheirs) {
          signal.throwIfAborted();
          const proposed = await proposeRevert(
            { store, codeHosts },
            { fix, service, message, idempotencyKey },
          );
          return { commit: fix.commit, proposed };
        }
        const { commit } = await revertOnHead(codeHosts.of(record), signal, {
          branch: record.branch,
          commit: fix.commit,
          message,
          idempotencyKey,
        });
        await store.recordPush({ commit, kind: 'revert', incidentId: incident.id, attempt, resetId: null });
        await store.addNote({
          incidentId: incident.id,
          key: keyOf(fix, `reverted/${attempt}`),
          message: `Reverted by ${commit.slice(0, 10)}; waits for its rollout.`,
          data: { attempt, commit },
        });
        return { commit };
      });
    },
  };
}

/** Tries again each time that another commit came first. */
async function revertOnHead(
  codeHost: CodeHost,
  signal: AbortSignal,
  request: Parameters<CodeHost['revert']>[0],
) {
  for (;;) {
    // After this line there is a commit; a cancelled heal must not make one.
    signal.throwIfAborted();
    try {
      return await codeHost.revert(request);
    } catch (error) {
      if (!(error instanceof SutureError && error.type === 'head_moved')) throw error;
    }
  }
}

/** A name as it may stand in the subject of a commit. */
function oneLine(name: string): string {
  return firstWords(name.replace(/\s+/g, ' '), 60);
}
