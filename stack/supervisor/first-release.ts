import { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';
import { untilHealthy } from '../../platform/until-healthy.ts';

const Health = z.object({
  live: z.string().nullable(),
  last_run: z.object({ id: z.string(), status: z.string(), detail: z.string() }).nullable(),
});

/**
 * Waits until the delivery has a release live.
 * @param pages base URL of the delivery's own pages
 * @throws SutureError `release_failed` with the output of the run that failed, `interrupted`
 */
export async function waitForFirstRelease(pages: string, signal: AbortSignal): Promise<void> {
  const failed = new AbortController();
  let detail = '';
  const look = async (stop: AbortSignal) => {
    const health = Health.parse(await (await fetch(`${pages}/health`, { signal: stop })).json());
    if (health.live !== null) return null;
    if (health.last_run?.status === 'failure') {
      detail = `${health.last_run.detail}\nAll of its output: ${pages}/runs/${health.last_run.id}`;
      failed.abort();
    }
    return 'no release is live';
  };
  if ((await untilHealthy(look, AbortSignal.any([signal, failed.signal]))) === null) return;
  if (signal.aborted) throw new SutureError('interrupted', 'Stopped on request.', { benign: true });
  throw new SutureError('release_failed', `The first release of the demonstration failed.\n${detail}`);
}
