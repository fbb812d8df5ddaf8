import { condition, setHandler } from '@temporalio/workflow';
import type { HealPlan } from '../activities/check-gate.ts';
import type { Verification } from '../activities/verify-fix.ts';
import type { HealRun } from '../activities/run.ts';
import type { PipelineCallback } from '../domain/pipeline.ts';
import { type Ending, gaveUp, toTheEnd } from './endings.ts';
import { type Decision, decide, rolloutFinished, wake } from './messages.ts';
import { briefly, committing, heavily, patiently } from './steps.ts';
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
  let decision: Decision | null = null;
  setHandler(rolloutFinished, (callback) => {
    callbacks.push(callback);
  });
  setHandler(wake, () => {
    woken = true;
  });
  setHandler(decide, (said) => {
    decision = said;
  });
  const story = openStory(run);

  return toTheEnd(run, story, async () => {
    const { policy, heavyTaskQueue: queue, faultCode } = await waitForTurn();
    let rounds = policy.attempts;
    let rolledBack = false;
    let lastWord = '';

    story.enter('analyzing', `Replays ${faultCode} in the sandbox.`);
    const found = await heavily(queue, `Replay ${faultCode} in the sandbox`).analyzeIncident({
      ...run,
      attempt: 1,
    });
    if (!found.reproduced) return gaveUp('not_reproduced', found.summary, rolledBack);

    for (let attempt = 1; attempt <= Math.min(rounds, MOST_ROUNDS); attempt += 1) {
      const round = { ...run, attempt };
      story.attempt(attempt);

      story.enter('fixing', `Attempt ${attempt} looks for fixes.`);
      const proposed = await heavily(queue, `Attempt ${attempt}: look for fixes`).proposeFix(round);
      if (proposed.refusal) return gaveUp('refused', proposed.refusal, rolledBack);

      story.enter('validating', `Puts ${proposed.candidates} candidates to the proof.`);
      const proof = await heavily(queue, `Attempt ${attempt}: prove a fix`).proveCandidates(round);
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
        const now = await heavily(queue, `Replay ${faultCode} on the new head`).analyzeIncident(again);
        if (!now.reproduced) return gaveUp('not_reproduced', now.summary, rolledBack);
        rounds += 1; // Nobody's fix failed.
        continue;
      }

      const commit =
        pushed.status === 'pushed' ? pushed.commit : await waitForReview(fix, pushed.review, story);
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
      if (gate.open) return gate.plan;
      story.enter('cooling_down', gate.why);
      await condition(() => woken, gate.waitMs);
    }
  }

  /** A person decides about the proven fix; there is no deadline. */
  async function approve(round: HealRun & { attempt: number }): Promise<boolean> {
    decision = null;
    await briefly('Ask a person to approve the fix').askApproval(round);
    story.enter('awaiting_approval', 'A person has to approve the proven fix.');
    await condition(() => decision !== null);
    const said = decision as unknown as Decision;
    await briefly(`${said.by} has decided`).recordDecision({ ...round, ...said });
    story.tell(`${said.by} ${said.approved ? 'approved' : 'rejected'} it. ${said.reason}`);
    return said.approved;
  }
}
