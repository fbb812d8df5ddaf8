import { z } from 'zod';
import type { Delivery } from '../../domain/ports/delivery.ts';

/** How long one question may take, in milliseconds; the router may hold it while no release is up. */
const ASK_TIMEOUT_MS = 5_000;

const Build = z.object({ build_sha: z.string() });
const Outcome = z.object({
  status: z.enum(['pending', 'success', 'failure', 'unknown']),
  run_url: z.string().nullable(),
  detail: z.string(),
});

/**
 * Asks the local CI/CD. Who cannot be asked is no error: `null`, or `unknown`.
 * @param options.serviceUrl base URL of the running service
 * @param options.deliveryUrl base URL of the delivery's own pages
 */
export function createLocalDelivery(options: { serviceUrl: string; deliveryUrl: string }): Delivery {
  return {
    name: 'local',
    async liveBuild() {
      const answer = await ask(new URL('/up/build', options.serviceUrl), Build);
      return answer?.build_sha ?? null;
    },
    async outcome(commit) {
      const url = new URL(`/outcome/${encodeURIComponent(commit)}`, options.deliveryUrl);
      const answer = await ask(url, Outcome);
      if (!answer) {
        const detail = `The delivery at ${options.deliveryUrl} does not say.`;
        return { status: 'unknown', runUrl: null, detail };
      }
      return { status: answer.status, runUrl: answer.run_url, detail: answer.detail };
    },
  };
}

/** Null when there is no answer of this shape within the time. */
async function ask<T>(url: URL, shape: z.ZodType<T>): Promise<T | null> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), ASK_TIMEOUT_MS);
  try {
    const response = await fetch(url, { signal: giveUp.signal });
    const parsed = shape.safeParse(await response.json());
    return response.ok && parsed.success ? parsed.data : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
