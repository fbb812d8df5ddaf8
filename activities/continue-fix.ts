import type { Phase } from '../domain/phases.ts';
import type { Deliveries } from '../domain/ports/delivery.ts';
import { overdueRollout, type Rollout } from '../domain/rollout.ts';
import type { AttemptRecord } from '../store/store.ts';
import { longStep } from './long-step.ts';
import { offerRevert } from './offer-revert.ts';
import { readSubjectAt } from './read-subject.ts';
import { type FixOnBranch, recordFix } from './record-fix.ts';
import type { RememberDeps } from './remember-fix.ts';
import { type HealRun, keyOf, type Round, unknownIncident } from './run.ts';
import { sameFiles } from './same-files.ts';

/** The fix of an earlier run that this run continues with, as its first attempt. */
export interface FixToContinue {
  round: Round;
  commit: string;
  /** The rollout, where a release with the fix is live already; null: it is waited for. */
  rollout: Rollout | null;
}

export interface ContinueDeps extends RememberDeps {
  deliveries: Deliveries;
}

export function createContinueActivities({ store, codeHosts, knowledge, deliveries }: ContinueDeps) {
  return {
    /**
     * Finds the fix that an earlier run left on the branch without knowing whether it holds. It becomes the first attempt of
     * this run, and the incident is `deploying`.
     * Where the failure returned, the revert of its fix is offered.
     * @returns null without such a fix: it did not hold, was reverted or dropped, or its files were changed since
     */
    async continueFix(run: HealRun): Promise<FixToContinue | null> {
      const detail = await store.getIncidentDetail(run.incidentId);
      if (!detail) throw unknownIncident(run.incidentId);
      const left = detail.attempts.findLast(
        ({ healRun, commit }) => healRun < run.healRun && commit !== null,
      );
      const candidate = left?.proposal.candidates.find(({ id }) => id === left.chosen);
      if (left && left.rejection !== null) {
        await longStep(() => offerRevert({ store, codeHosts, knowledge }, detail, left));
        return null;
      }
      if (!left?.commit || !candidate) return null;
      const { commit } = left;
      return longStep(async () => {
        const { service } = await readSubjectAt({ store, codeHosts }, run.incidentId, commit);
        const codeHost = codeHosts.of(service);
        const head = await codeHost.head(service.branch);
        const paths = candidate.edits.map(({ path }) => path);
        if (!(await codeHost.contains(head, commit))) return null;
        if (!(await sameFiles(codeHost, commit, head, paths))) return null;
        const round = { ...run, attempt: 1 };
        await walkBack(round, left, commit);
        const live = service.definition.release && (await deliveries.of(service).liveBuild());
        const isLive = !!live && (await codeHost.contains(live, commit));
        const fix: FixOnBranch = { ...round, commit, candidate, review: null };
        const where = isLive ? 'which is live' : 'which is not live yet';
        await recordFix(store, fix, `Continues with ${commit.slice(0, 10)} of the run before, ${where}.`);
        return { round, commit, rollout: isLive ? rolledOut(live) : null };
      });
    },
  };

  /** Keeps the attempt as the first one of this run, and brings the incident to where it was. It may be done again. */
  async function walkBack(round: Round, kept: AttemptRecord, commit: string): Promise<void> {
    const { proposal, verdicts, chosen, diff } = kept;
    const { incidentId, attempt } = round;
    const steps: [to: Phase, message: string][] = [
      ['analyzing', `The run before left ${commit.slice(0, 10)} on the branch; looks at it first.`],
      ['fixing', `Keeps its fix: ${proposal.rootCause.explanation}`],
      ['validating', 'Keeps its proof.'],
      ['pushing', 'It is on the branch already.'],
    ];
    for (const [to, message] of steps) {
      const key = keyOf(round, `continued/${to}`);
      await store.moveIncident({ incidentId, key, to, message, data: { attempt, commit } });
    }
    await store.saveProposal(incidentId, attempt, proposal);
    await store.saveVerdicts(incidentId, attempt, verdicts, chosen, diff);
  }
}

function rolledOut(head: string): Rollout {
  return { ...overdueRollout(0), status: 'success', head, detail: '', cause: undefined, learnedBy: 'asked' };
}
