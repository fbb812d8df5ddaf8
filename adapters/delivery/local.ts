import { z } from 'zod';
import type { Delivery } from '../../domain/ports/delivery.ts';
import { ask } from './ask.ts';
import { askLiveBuild, type RunningService } from './ask-live-build.ts';

const Outcome = z.object({
  status: z.enum(['pending', 'success', 'failure', 'unknown']),
  run_url: z.string().nullable(),
  detail: z.string(),
  cause: z.enum(['commit', 'surroundings']).optional(),
});

const Traffic = z.object({ counts_since: z.number(), requests: z.record(z.string(), z.number()) });

/**
 * Asks the local CI/CD. A server that does not answer is not an error: the result is `null`, or `unknown`.
 * @param options.deliveryUrl base URL of the delivery's own pages
 */
export function createLocalDelivery(options: { running: RunningService; deliveryUrl: string }): Delivery {
  return {
    name: 'local',
    liveBuild: () => askLiveBuild(options.running),
    async served(route, since) {
      const url = new URL('/traffic', options.deliveryUrl);
      url.searchParams.set('route', route);
      url.searchParams.set('since', String(since.getTime()));
      const answer = await ask(url, Traffic);
      return answer && answer.counts_since <= since.getTime() ? answer.requests : null;
    },
    async outcome(commit) {
      const url = new URL(`/outcome/${encodeURIComponent(commit)}`, options.deliveryUrl);
      const answer = await ask(url, Outcome);
      if (!answer) {
        const detail = `The delivery at ${options.deliveryUrl} does not answer.`;
        return { status: 'unknown', runUrl: null, detail };
      }
      const { status, run_url: runUrl, detail, cause } = answer;
      return { status, runUrl, detail, cause };
    },
  };
}
