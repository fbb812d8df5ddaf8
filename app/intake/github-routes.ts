import { z } from '@hono/zod-openapi';
import type { Webhooks } from '@octokit/webhooks';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { SutureError } from '../../domain/errors.ts';
import { incidentOfHeal } from '../../domain/incident.ts';
import { asksForChange, healOfReviewBranch } from '../../domain/review.ts';
import { answer, failures, jsonBody } from '../api/answers.ts';
import { createRouter } from '../api/router.ts';
import { invalid } from '../http-errors.ts';
import type { AppParts } from '../parts.ts';
import { hashed, keptId } from './kept-id.ts';

/** GitHub's own limit. https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap */
const LARGEST_BODY = 25 * 1024 * 1024;

/** Longest names, in characters: a branch has 255 at most, a repository with its owner 140. */
const LONGEST_NAME = 300;

/** The events that wake a heal: its pull request was closed, or somebody reviewed it or wrote about it. */
const WAKES: Record<string, string> = {
  pull_request: 'closed',
  pull_request_review: 'submitted',
  issue_comment: 'created',
};

/** What is read of the events `pull_request`, `pull_request_review` and `issue_comment`; the last does not name a branch. */
export const PullRequestEvent = z.object({
  action: z.string().max(LONGEST_NAME),
  number: z.int().optional(),
  pull_request: z.object({ head: z.object({ ref: z.string().max(LONGEST_NAME) }) }).optional(),
  comment: z.object({ body: z.string() }).optional(),
  repository: z.object({ full_name: z.string().max(LONGEST_NAME) }),
});
type PullRequestEvent = z.infer<typeof PullRequestEvent>;

const Heard = z.object({ accepted: z.boolean(), workflows: z.array(z.string()) }).openapi('Heard');

/**
 * GitHub's webhook, signed with `GITHUB_WEBHOOK_SECRET`. A pull request that is closed or reviewed wakes the heal that waits
 * for it, where the heal is of a service in that repository, once for each delivery; a comment with a line that begins with
 * `suture:` wakes those that wait there. The heal itself asks GitHub what became of it.
 */
export function createGitHubRoutes({ settings, store }: Pick<AppParts, 'settings' | 'store'>) {
  const { GITHUB_WEBHOOK_SECRET: secret } = settings;
  let webhooks: Promise<Webhooks> | undefined;

  async function verified(c: Context): Promise<string> {
    if (!secret) {
      throw new SutureError(
        'webhook_not_configured',
        'GITHUB_WEBHOOK_SECRET is not set, so no webhook is accepted. Set it to the secret of the webhook.',
      );
    }
    webhooks ??= import('@octokit/webhooks').then((loaded) => new loaded.Webhooks({ secret }));
    const body = await c.req.text();
    const signature = c.req.header('x-hub-signature-256');
    if (signature && body && (await (await webhooks).verify(body, signature))) return body;
    throw new SutureError(
      'bad_signature',
      'The webhook is not signed with GITHUB_WEBHOOK_SECRET. Give both sides the same secret, and the content type application/json.',
      { benign: true },
    );
  }

  /** Whether a service is in this repository; another repository may name any branch. */
  async function isHere(name: string, { repository: { full_name } }: PullRequestEvent): Promise<boolean> {
    const service = await store.getService(name);
    if (service?.repository.host !== 'github') return false;
    const { owner, repo } = service.repository;
    return `${owner}/${repo}`.toLowerCase() === full_name.toLowerCase();
  }

  /** The heals that have news in an event. */
  async function woken(event: PullRequestEvent): Promise<string[]> {
    if (event.pull_request) {
      const heal = healOfReviewBranch(event.pull_request.head.ref);
      const incident = heal && (await store.getIncident(incidentOfHeal(heal)));
      return incident && (await isHere(incident.service, event)) ? [heal] : [];
    }
    if (!asksForChange(event.comment?.body ?? '')) return [];
    const waiting = (await store.openHeals()).filter(({ phase }) => phase === 'pushing');
    const here = await Promise.all(waiting.map(({ service }) => isHere(service, event)));
    return waiting.filter((_, at) => here[at]).map(({ workflowId }) => workflowId);
  }

  const routes = createRouter();
  routes.use(bodyLimit({ maxSize: LARGEST_BODY }));
  // Described, not checked by its schema: events of other kinds arrive here too, and are ignored.
  routes.openAPIRegistry.registerPath({
    method: 'post',
    path: '/',
    tags: ['delivery'],
    summary: "GitHub's webhook: a pull request was closed or reviewed, or somebody wrote about it",
    security: [{ githubSignature: [] }],
    request: { body: jsonBody(PullRequestEvent) },
    responses: { 202: answer('Heard', Heard), ...failures(400, 401, 413, 503) },
  });
  return routes.post('/', async (c) => {
    const body = await verified(c);
    // A proxy may take the id away. The same event sent again counts once all the same.
    const delivery = c.req.header('x-github-delivery') || hashed(body);
    const action = WAKES[c.req.header('x-github-event') ?? ''];
    if (!action) return c.json({ accepted: false, workflows: [] }, 202);
    const event = parse(body);
    const workflows = event.action === action ? await woken(event) : [];
    for (const workflowId of workflows) {
      await store.enqueue(
        { kind: 'signal', workflowId, signal: 'reviewFinished', payload: null },
        `github:${keptId(delivery)}:${workflowId}`,
      );
    }
    return c.json({ accepted: workflows.length > 0, workflows }, 202);
  });
}

function parse(body: string): PullRequestEvent {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw invalid('invalid_body', [{ path: [], message: 'is not JSON' }]);
  }
  const result = PullRequestEvent.safeParse(value);
  if (!result.success) throw invalid('invalid_body', result.error.issues);
  return result.data;
}
