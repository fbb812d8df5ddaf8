import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  TemporalFailure,
} from '@temporalio/workflow';
import type { HealRun } from '../activities/run.ts';
import { briefly } from './steps.ts';
import type { Story } from './story.ts';

/** How a heal ended. */
export interface Ending {
  phase: 'resolved' | 'failed' | 'rolled_back' | 'cancelled';
  /** Stable, for programs. */
  reason: string;
  /** A sentence for a person. */
  message: string;
}

const WHAT_NOW: Record<string, string> = {
  not_reproduced:
    'The fault does not show in the sandbox; the evidence is kept. Retry when it is seen again.',
  refused: 'There is no fix to propose; the evidence is kept for a person.',
  attempts_used_up: 'No attempt fixed it; what was tried and why it failed is kept for a person.',
  unverified:
    'The fix is on the branch and nobody knows whether it holds. A retry continues with it; or revert its commit.',
  returned: 'A fix was merged and the fault returned; what was tried is kept for a person.',
  closed: 'A person did not want the change, so Suture opens no other of this fault until you ask: retry it.',
  commits_used_up: 'The heal may put no more commits on the branch; what was tried is kept for a person.',
  revert_failed: 'The revert was not rolled out; a person must look at the delivery now.',
};

/** The heal ends without a fix, and a person takes over. */
export function gaveUp(reason: string, detail: string, rolledBack: boolean): Ending {
  const phase = rolledBack && reason !== 'not_reproduced' ? 'rolled_back' : 'failed';
  return { phase, reason, message: `${WHAT_NOW[reason] ?? ''} ${detail}`.trim() };
}

/**
 * Runs a heal and records how it ended: given up, failed, cancelled, or its incident deleted.
 * @param tell notifies people of an end that concerns them
 */
export async function toTheEnd(
  run: HealRun,
  story: Story,
  tell: (ending: Ending) => Promise<void>,
  heal: () => Promise<Ending>,
): Promise<Ending> {
  try {
    const ending = await heal();
    if (ending.phase !== 'resolved') await write(ending);
    await tell(ending);
    await condition(allHandlersFinished);
    return ending;
  } catch (error) {
    // An error in the workflow's own code does not end the heal: Temporal retries until it is fixed.
    if (!(error instanceof TemporalFailure)) throw error;
    if (isGone(error)) return gone();
    await CancellationScope.nonCancellable(async () => {
      const ending = endingOf(error);
      await write(ending);
      if (ending.phase !== 'cancelled') await tell(ending);
    }).catch((second: unknown) => {
      if (!isGone(second)) throw error;
    });
    throw error;
  }

  async function write(ending: Ending): Promise<void> {
    const { phase, reason, message } = ending;
    if (phase === 'resolved') return;
    await briefly('Write down how the heal ended').endHeal({ ...run, to: phase, reason, message });
    story.enter(phase, message);
  }

  function gone(): Ending {
    const message = 'A reset deleted the incident, or someone else ended it.';
    story.enter('cancelled', message);
    return { phase: 'cancelled', reason: 'incident_gone', message };
  }
}

function endingOf(error: TemporalFailure): Ending {
  if (isCancellation(error)) {
    return { phase: 'cancelled', reason: 'cancelled', message: 'Cancelled, by a reset or by a person.' };
  }
  const reason = typeOf(error) ?? 'unexpected';
  const { message } = error.cause ?? error;
  return { phase: 'failed', reason, message: `The heal cannot continue: ${message}` };
}

function isGone(error: unknown): boolean {
  const type = typeOf(error);
  return type === 'unknown_incident' || type === 'incident_ended';
}

function typeOf(error: unknown): string | null {
  if (!(error instanceof ActivityFailure)) return null;
  return error.cause instanceof ApplicationFailure ? (error.cause.type ?? null) : null;
}
