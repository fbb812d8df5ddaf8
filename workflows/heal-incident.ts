import { condition, patched, setHandler } from '@temporalio/workflow';
import type { HealPlan } from '../activities/check-gate.ts';
import type { FixToPush } from '../activities/push-fix.ts';
import type { Verification } from '../activities/verify-fix.ts';
import type { HealRun } from '../activities/run.ts';
import type { PipelineCallback } from '../domain/pipeline.ts';
import type { Review } from '../domain/ports/code-host.ts';
import { type Ending, gaveUp, toTheEnd } from './endings.ts';
import { listenForDecisions } from './decisions.ts';
import { rolloutFinished, wake } from './messages.ts';
import { listenForPauses, tellPeople } from './people.ts';
import {
  type AtBench,
  atTheBench,
  briefly,
  committing,
  heavily,
  patiently,
  REMEMBERS_TAKEN_BACK,
} from './steps.ts';
import { openStory } from './story.ts';
import { waitForReview } from './wait-for-review.ts';
import { waitForRollout } from './wait-for-rollout.ts';

/** Rounds that a branch may cost which keeps changing under the heal. */
const MOST_ROUNDS = 40;

/**
 * Heals one incident: from detection to a fix that is proven, deployed and verified, or to a person with all the
 * evidence in hand. Every `await` is a durable step: whatever dies, the heal goes on from there.
 */
export async function healIncident(run: HealRun): Promise<Ending> {
  const callbacks: PipelineCallback[] = [];
  let woken = false;
  let notifies = false;
  setHandler(rolloutFinished, (callback) => {
    callbacks.push(callback);
  });
  setHandler(wake, () => {
    woken = true;
  });
  const decisions = listenForDecisions();
  listenForPauses();
  const story = openStory(run);

  return toTheEnd(run, story, tellTheEnd, async () => {
    const { policy, heavyTaskQueue: queue, faultCode } = await waitForTurn();
    let rounds = policy.attempts;
    let rolledBack = false;
    let lastWord = '';

    story.enter('analyzing', `Replays ${faultCode} in the sandbox.`);
    const first = { ...run, attempt: 1 };
    let found = await heavily(queue, `Replay ${faultCode} in the sandbox`).analyzeIncident(first);
    if (!found.reproduced) return gaveUp('not_reproduced', found.summary, rolledBack);

    /** On the process that has the worktree, as long as there is one. */
    const atBench: AtBench = (summary, step) => atTheBench(found.bench, queue, summary, step);

    for (let attempt = 1; attempt <= Math.min(rounds, MOST_ROUNDS); attempt += 1) {
      const round = { ...run, attempt };
      story.attempt(attempt);

      story.enter('fixing', `Attempt ${attempt} looks for fixes.`);
      const proposed = await atBench(`Attempt ${attempt}: look for fixes`, (bench) =>
        bench.proposeFix(round),
      );
      if (proposed.refusal) return gaveUp('refused', proposed.refusal, rolledBack);

      story.enter('validating', `Puts ${proposed.candidates} candidates to the proof.`);
      const proof = await atBench(`Attempt ${attempt}: prove a fix`, (bench) => bench.proveCandidates(round));
      lastWord = proof.summary;
      if (proof.candidateId === null) continue; // The next round is told why each of them failed.
      const fix = { ...round, candidateId: proof.candidateId };
      story.tell(`Proven: ${proof.summary}`);

      if (policy.approval && !(await approve(round))) {
        lastWord = 'The fix was rejected.';
        continue;
      }

      story.enter('pushing', 'Commits the proven fix.');
      const pushed = await committing('Commit the proven fix').pushFix(fix);
      if (pushed.status === 'stale') {
        story.enter('analyzing', 'The files changed on the branch meanwhile; reads them again.');
        const again = { ...run, attempt: attempt + 1 };
        found = await atBench(`Replay ${faultCode} on the new head`, (bench) => bench.analyzeIncident(again));
        if (!found.reproduced) return gaveUp('not_reproduced', found.summary, rolledBack);
        rounds += 1; // Nobody's fix failed.
        continue;
      }

      const commit = pushed.status === 'pushed' ? pushed.commit : await reviewed(fix, pushed.review);
      if (commit === null) {
        lastWord = 'The pull request was closed unmerged.';
        continue;
      }
      story.pushed(commit);
      story.enter('deploying', `Waits for the rollout of ${commit.slice(0, 10)}.`);
      const rollout = await waitForRollout(commit, callbacks, policy.deploySeconds);
      const release = { ...round, commit, rollout };
      let verification: Verification | null = null;

      if (rollout.status === 'success') {
        story.enter('verifying', 'Probes the running service.');
        verification = await patiently('Probe the running service').verifyFix(release);
        if (verification.passed) {
          await briefly('Remember the fix and resolve').resolveIncident({ ...release, verification });
          story.enter('resolved', verification.summary);
          return { phase: 'resolved', reason: 'verified', message: verification.summary };
        }
      }

      lastWord = verification?.summary ?? `The rollout failed: ${rollout.detail}`;
      story.tell(`Takes the fix back. ${lastWord}`);
      const failure = { ...round, commit, why: lastWord, rollout, verification };
      const revert = await committing('Take the fix back').revertFix(failure);
      const restored = await waitForRollout(revert.commit, callbacks, policy.deploySeconds);
      if (patched(REMEMBERS_TAKEN_BACK)) {
        await briefly('Remember that it was taken back').rememberTakenBack(failure);
      }
      if (restored.status === 'failure') return gaveUp('revert_failed', restored.detail, false);
      rolledBack = true;
    }
    return gaveUp('attempts_used_up', lastWord, rolledBack);
  });

  /** Never drops an incident: paused or in cooldown, it waits until it is woken or its time has come. */
  async function waitForTurn(): Promise<HealPlan> {
    for (;;) {
      woken = false;
      const gate = await briefly('May the heal begin?').checkGate(run);
      notifies = gate.plan.notifies ?? false;
      if (gate.open) return gate.plan;
      story.enter('cooling_down', gate.why);
      await condition(() => woken, gate.waitMs);
    }
  }

  /** A person decides about the proven fix; there is no deadline. */
  async function approve(round: HealRun & { attempt: number }): Promise<boolean> {
    const said = await decisions.awaitDecision(async () => {
      await briefly('Ask a person to approve the fix').askApproval(round);
      story.enter('awaiting_approval', 'A person has to approve the proven fix.');
      tellWhoIsAsked(`asked/${round.attempt}`, 'A fix is proven and waits for you: approve or reject it.');
    });
    await briefly(`${said.by} has decided`).recordDecision({ ...round, ...said });
    story.tell(`${said.by} ${said.approved ? 'approved' : 'rejected'} it. ${said.reason}`);
    return said.approved;
  }

  /** A person merges or closes the pull request of the proven fix; there is no deadline. */
  async function reviewed(fix: FixToPush, review: Review): Promise<string | null> {
    tellWhoIsAsked(
      `review/${fix.attempt}`,
      `A fix is proven and waits for you: merge or close ${review.url}`,
    );
    return waitForReview(fix, review, story);
  }

  function tellWhoIsAsked(step: string, message: string): void {
    if (!notifies) return;
    const news = { ...run, event: 'approval_needed' as const, step, message };
    void tellPeople('Tell people that one of them is asked', news).catch(() => {});
  }

  async function tellTheEnd({ message }: Ending): Promise<void> {
    if (!notifies) return;
    await tellPeople('Tell people how it ended', { ...run, event: 'incident_ended', step: 'ended', message });
  }
}
