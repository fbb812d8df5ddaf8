import { holdsFix } from '../domain/applied-fix.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Deliveries } from '../domain/ports/delivery.ts';
import { overdueRollout, type Rollout } from '../domain/rollout.ts';
import type { Store } from '../store/store.ts';
import { type FixToPush, unknownCandidate } from './fix-to-push.ts';
import { longStep } from './long-step.ts';
import { readSubjectAt } from './read-subject.ts';
import { recordFix } from './record-fix.ts';
import { keyOf, type Round, readAnalysis } from './run.ts';

export interface KeptFix extends FixToPush {
  /** Since when a person has had it, in milliseconds since 1970. */
  askedAt: number;
}

/** The release that runs holds the fix. */
export interface AppliedFix {
  commit: string;
  rollout: Rollout;
}

export interface KeepDeps {
  store: Store;
  codeHosts: CodeHosts;
  deliveries: Deliveries;
}

export function createKeepActivities({ store, codeHosts, deliveries }: KeepDeps) {
  return {
    /** Whether the live release holds a fix that was kept for a person to apply; null while it does not. */
    async checkKeptFix({ askedAt, ...fix }: KeptFix): Promise<AppliedFix | null> {
      const { incidentId, attempt, candidateId } = fix;
      const { evidence } = await readAnalysis(store, incidentId);
      const { service } = await readSubjectAt({ store, codeHosts }, incidentId, evidence.commit);
      const candidate = await store.getCandidate(incidentId, attempt, candidateId);
      if (!candidate) throw unknownCandidate(fix);
      return longStep(async () => {
        const commit = await deliveries.of(service).liveBuild();
        const codeHost = codeHosts.of(service);
        if (commit === null || !(await codeHost.contains(commit, evidence.commit))) return null;
        const paths = candidate.edits.map(({ path }) => path);
        const [before, now] = await Promise.all([
          codeHost.readFiles(evidence.commit, paths),
          codeHost.readFiles(commit, paths),
        ]);
        if (!holdsFix(before, candidate.edits, now)) return null;
        await store.endWait({ incidentId, step: stepOf(fix) }, null);
        const waitedMs = Date.now() - askedAt;
        await recordFix(store, { ...fix, commit, candidate, review: null, applied: { waitedMs } });
        return { commit, rollout: rolledOut(commit) };
      });
    },
  };
}

/** Shows that a proven fix waits for a person who applies it, once. */
export async function beginKeptWait(store: Pick<Store, 'beginWait'>, fix: Round): Promise<void> {
  const { incidentId, attempt } = fix;
  const what = `A proven fix waits for you to apply it: suture show ${incidentId} --patch | git apply`;
  await store.beginWait({
    incidentId,
    step: stepOf(fix),
    kind: 'person',
    on: 'a person',
    reason: what,
    url: null,
    untilMs: null,
    note: { key: keyOf(fix, `kept/${attempt}`), message: what, data: { attempt } },
  });
}

const stepOf = (round: Round) => `kept/${round.healRun}/${round.attempt}`;

function rolledOut(head: string): Rollout {
  return { ...overdueRollout(0), status: 'success', head, detail: '', cause: undefined, learnedBy: 'asked' };
}
