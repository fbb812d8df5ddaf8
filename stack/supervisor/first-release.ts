import { join } from 'node:path';
import { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';
import { untilHealthy } from '../../platform/until-healthy.ts';

const Health = z.object({
  live: z.string().nullable(),
  last_run: z.object({ id: z.string(), status: z.string(), detail: z.string() }).nullable(),
  problem: z.object({ sha: z.string(), message: z.string() }).nullable().default(null),
});
type Health = z.infer<typeof Health>;

export interface FirstReleaseOptions {
  /** Base URL of the delivery's own pages. */
  pages: string;
  /** Folder of the delivery's state, which keeps the whole logs. */
  folder: string;
  /** Prints to the terminal. */
  say(text: string): void;
  signal: AbortSignal;
}

/** Lines of a log that are shown on the terminal. */
const LAST_LINES = 20;

/**
 * Waits until the delivery has a release live. What fails meanwhile is printed at once: the step, the last lines of its
 * log, and where all of it is.
 * @throws SutureError `release_failed` with the same for a run that failed, `interrupted`
 */
export async function waitForFirstRelease({
  pages,
  folder,
  say,
  signal,
}: FirstReleaseOptions): Promise<void> {
  const failed = new AbortController();
  let detail = '';
  let shown = '';
  const logOf = (id: string) => join(folder, 'delivery', 'runs', `${id}.log`);
  const sayOnce = (text: string) => {
    if (text !== shown) say(text);
    shown = text;
  };
  const look = async (stop: AbortSignal) => {
    const health = Health.parse(await (await fetch(`${pages}/health`, { signal: stop })).json());
    if (health.live !== null) return null;
    const run = health.last_run;
    if (run?.status === 'failure') {
      detail = `${lastLines(run.detail)}\nThe whole log: ${logOf(run.id)}`;
      failed.abort();
    } else if (health.problem) {
      sayOnce(notStarting(health.problem, join(folder, 'delivery', 'logs')));
    } else if (run?.status === 'interrupted' && run.detail) {
      sayOnce(`The first release is tried again. ${lastLines(run.detail)}\nThe whole log: ${logOf(run.id)}`);
    }
    return 'no release is live';
  };
  if ((await untilHealthy(look, AbortSignal.any([signal, failed.signal]))) === null) return;
  if (signal.aborted) throw new SutureError('interrupted', 'Stopped on request.', { benign: true });
  throw new SutureError('release_failed', `The first release of the demonstration failed.\n${detail}`);
}

function notStarting({ sha, message }: NonNullable<Health['problem']>, logs: string): string {
  const short = sha.slice(0, 7);
  return `Release ${short} of the demonstration does not start, and is started again: ${lastLines(message)}\nThe whole log is in ${logs}`;
}

/** A failure's first line, which names the step, and the last lines of its output. */
function lastLines(text: string): string {
  const [first = '', ...others] = text.trim().split('\n');
  if (others.length <= LAST_LINES) return [first, ...others].join('\n');
  return [first, '…', ...others.slice(-LAST_LINES)].join('\n');
}
