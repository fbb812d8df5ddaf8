import { setHandler } from '@temporalio/workflow';
import type { HealRun } from '../activities/run.ts';
import type { PipelineCallback } from '../domain/pipeline.ts';
import type { Review } from '../domain/ports/code-host.ts';
import { openPeople } from './ask-people.ts';
import { continueFix } from './continue-fix.ts';
import { type Ending, gaveUp, toTheEnd } from './endings.ts';
import { rolloutFinished } from './messages.ts';
import { proveInTurns } from './prove-in-turns.ts';
import { type Released, releaseFix } from './release-fix.ts';
import { committing, heavily, type Sticky, stickily } from './steps.ts';
import { openStory } from './story.ts';
import { waitForTurn } from './wait-for-turn.ts';

/** The most rounds, also on a branch that keeps changing under the heal. */
const MOST_ROUNDS = 40;

/**
 * Heals one incident: from detection to a fix that is proven, deployed and verified, or to a person with all the
 * evidence in hand. Every `await` is a durable step: after a crash the heal continues from there.
 */
export async function healIncident(run: HealRun): Promise<Ending> {
  const callbacks: PipelineCallback[] = [];
  setHandler(rolloutFinished, (callback) => {
    callbacks.push(callback);
  });
  const story = openStory(run);
  const people = openPeople(run, story);

  return toTheEnd(run, story, people.tellTheEnd, async () => {
    const { service, policy, heavyTaskQueue: queue, faultCode } = await waitForTurn(run, story, people);
    const production = { service, callbacks, deploySeconds: policy.deploySeconds, story };
    let rounds = policy.attempts;
    let rolledBack = false;
    let returned = false;
    let lastWord = '';
    let commits = 0;
    /** An open change of which people asked for another. */
    let open: { updates?: Review } = {};
    /** A fix and its rollback. */
    const mayPush = () => commits + 2 <= (policy.commits ?? Number.POSITIVE_INFINITY);

    const continued = await continueFix(run, production);
    if (continued) {
      const ending = endingOf(continued);
      if (ending) return ending;
      lastWord = continued.summary;
      if (continued.outcome === 'returned') returned = true;
      else rolledBack = true;
      commits += 1;
      rounds += 1;
    }

    story.enter('analyzing', `Replays ${faultCode} in the sandbox.`);
    const first = { ...run, attempt: continued ? 2 : 1 };
    let found = await heavily(queue, `Replay ${faultCode} in the sandbox`).analyzeIncident(first);
    if (!found.reproduced) return gaveUp('not_reproduced', found.summary, rolledBack);

    /** On the process that has the worktree, while it lives. */
    const sticky: Sticky = (summary, step) =>
      stickily(found.stickyTaskQueue ?? found.bench, queue, summary, step);

    for (let { attempt } = first; attempt <= Math.min(rounds, MOST_ROUNDS); attempt += 1) {
      if (!mayPush()) return gaveUp(returned ? 'returned' : 'commits_used_up', lastWord, rolledBack);
      const round = { ...run, attempt };
      story.attempt(attempt);

      story.enter('fixing', `Attempt ${attempt} looks for fixes.`);
      const proposed = await sticky(`Attempt ${attempt}: look for fixes`, (steps) => steps.proposeFix(round));
      if (proposed.refusal) return gaveUp('refused', proposed.refusal, rolledBack);

      story.enter('validating', `Proves ${proposed.candidates} candidates.`);
      const proof = await proveInTurns(sticky, round);
      lastWord = proof.summary;
      if (proof.candidateId === null) continue; // The next round gets the reason of each failure.
      const fix = { ...round, candidateId: proof.candidateId, ...open };
      story.tell(`Proven: ${proof.summary}`);

      const asks = policy.approval === true || proof.needsApproval === true;
      if (asks && !(await people.approve(round))) {
        lastWord = 'The fix was rejected.';
        continue;
      }

      story.enter('pushing', 'Commits the proven fix.');
      const pushed = await committing('Commit the proven fix').pushFix(fix);
      if (pushed.status === 'stale') {
        story.enter('analyzing', 'The files changed on the branch meanwhile; reads them again.');
        const again = { ...run, attempt: attempt + 1 };
        found = await sticky(`Replay ${faultCode} on the new head`, (steps) => steps.analyzeIncident(again));
        if (!found.reproduced) return gaveUp('not_reproduced', found.summary, rolledBack);
        rounds += 1; // No fix failed.
        continue;
      }

      const delivered = await people.deliver(fix, pushed);
      if (delivered && 'updates' in delivered) {
        open = delivered;
        lastWord = 'A person asked for changes.';
        continue;
      }
      open = {};
      if (delivered && 'closed' in delivered) return gaveUp('closed', delivered.closed, rolledBack);
      if (delivered === null) {
        lastWord = 'A person did not want the change.';
        continue;
      }

      commits += 2;
      const released = await releaseFix(round, delivered.commit, production, delivered.rollout);
      const ending = endingOf(released);
      if (ending) return ending;
      lastWord = released.summary;
      if (released.outcome === 'returned') returned = true;
      else rolledBack = true;
    }
    return gaveUp(returned ? 'returned' : 'attempts_used_up', lastWord, rolledBack);
  });
}

/** How the release of a fix ends the heal; null where it did not hold, when the next attempt may do better. */
function endingOf({ outcome, summary }: Released): Ending | null {
  if (outcome === 'verified') return { phase: 'resolved', reason: 'verified', message: summary };
  return outcome === 'rolled_back' || outcome === 'returned' ? null : gaveUp(outcome, summary, false);
}
