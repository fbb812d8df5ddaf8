import { Context } from '@temporalio/activity';
import { beat } from './deaths.ts';

export interface LongStep {
  /** Aborted when the heal is cancelled, or when the worker shuts down. */
  signal: AbortSignal;
  /** Reports progress; shown in the Temporal Web UI. */
  heartbeat(detail: string): void;
}

/** Well below every heartbeat timeout; also how soon a step hears that it is cancelled. */
const BEAT_MS = 1_000;

/**
 * Runs a step that may take longer than a moment. It beats while the process lives, so a dead worker is
 * noticed in seconds and the step starts again elsewhere.
 */
export async function longStep<T>(work: (step: LongStep) => Promise<T>): Promise<T> {
  const context = Context.current();
  let detail = '';
  const timer = setInterval(() => beat(detail), BEAT_MS);
  beat(detail);
  try {
    return await work({
      signal: context.cancellationSignal,
      heartbeat: (news) => {
        detail = news;
      },
    });
  } catch (error) {
    // What a cancelled step fails with is a consequence, not a finding.
    context.cancellationSignal.throwIfAborted();
    throw error;
  } finally {
    clearInterval(timer);
  }
}
