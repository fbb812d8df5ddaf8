import { timeLimit } from '../platform/deadline.ts';
import { withinOwnTime } from './own-time.ts';
import type { SandboxExit } from './sandbox/run.ts';
import type { RunningService } from './start-service.ts';

/** How long a service may take to report that it is there, in milliseconds: its event loop may be busy. */
const LOOK_MS = 15_000;
/** How long one that no longer reports may take to be gone. */
const GONE_MS = 3_000;

/**
 * How a service ended that was asked something; null: it is still there. What it did by the end of this time is known, however busy
 * the machine is.
 * @param ms its own time, in which nobody catches what ends it
 */
export async function endedAfter(
  service: Pick<RunningService, 'run' | 'observer' | 'delaysMs'>,
  ms: number,
  signal: AbortSignal,
): Promise<SandboxExit | null> {
  const { run, observer } = service;
  const ended = await withinOwnTime(run.exited, ms, { delayed: service, signal });
  if (ended || signal.aborted) return ended;
  const looked = await observer.look(AbortSignal.any([signal, timeLimit(LOOK_MS)]));
  return looked === 'gone' ? withinOwnTime(run.exited, GONE_MS, { delayed: service, signal }) : null;
}
