import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { SutureError } from '../../../domain/errors.ts';
import { PipelineCallback, PipelinePending } from '../../../domain/pipeline.ts';
import { keptId } from '../../intake/kept-id.ts';
import type { AppParts } from '../../parts.ts';
import { onlySigned } from '../../signed-body.ts';
import { answer, failures, jsonBody } from '../answers.ts';
import { createRouter } from '../router.ts';
import { signed } from '../security.ts';

const LARGEST_BODY = 256 * 1024;

const Accepted = z
  .object({
    accepted: z.literal(true),
    /** Those that wait for a rollout of these incidents. */
    workflows: z.array(z.string()),
  })
  .openapi('Accepted');

/**
 * What the delivery reports, signed by the Standard Webhooks scheme with `CALLBACK_SECRET`
 * (https://www.standardwebhooks.com). A report is handed to the workflows that wait for it, once for each `webhook-id`.
 */
export function createPipelineRoutes({ settings, store }: Pick<AppParts, 'settings' | 'store'>) {
  const middleware = onlySigned(settings.CALLBACK_SECRET, {
    name: 'CALLBACK_SECRET',
    unset: 'callback_not_configured',
  });
  const report = {
    method: 'post' as const,
    tags: ['delivery'],
    ...signed,
    middleware,
    responses: {
      202: answer('Handed to the workflows that wait for it', Accepted),
      ...failures(400, 401, 404, 413, 503),
    },
  };

  /** The workflows that a report concerns. */
  async function awaiting({ service, incidents, commit_sha }: PipelinePending): Promise<string[]> {
    const waiting = await store.workflowsAwaitingRollout(service, incidents);
    if (waiting.length > 0 || (await store.isKnownCommit(commit_sha))) return waiting;
    throw new SutureError(
      'unknown_commit',
      `Suture did not push ${commit_sha}, and no heal of ${service} waits for a rollout of ${incidents.join(', ') || 'no incident'}.`,
      { benign: true },
    );
  }

  /** Also an ordinary rollout may bring another `suture.yaml`, and a forced push may drop a fix. */
  async function readAgain({ service, status }: PipelineCallback, id: string): Promise<void> {
    if (status !== 'success' || (await store.getService(service)) === null) return;
    await store.enqueue({ kind: 'read_definition', service }, `read_definition:${service}:callback:${id}`);
  }

  const routes = createRouter();
  routes.use(bodyLimit({ maxSize: LARGEST_BODY }));
  return routes
    .openapi(
      createRoute({
        ...report,
        path: '/pending',
        summary: 'A rollout has begun',
        request: { body: jsonBody(PipelinePending) },
      }),
      async (c) => {
        const pending = c.req.valid('json');
        const workflows = await awaiting(pending);
        await store.recordRollout(pending);
        return c.json({ accepted: true as const, workflows }, 202);
      },
    )
    .openapi(
      createRoute({
        ...report,
        path: '/callback',
        summary: 'A rollout has ended',
        request: { body: jsonBody(PipelineCallback) },
      }),
      async (c) => {
        const callback = c.req.valid('json');
        // The signature covers it, so it is there.
        const id = keptId(c.req.header('webhook-id') as string);
        await readAgain(callback, id);
        const workflows = await awaiting(callback);
        for (const workflowId of workflows) {
          await store.enqueue(
            { kind: 'signal', workflowId, signal: 'rolloutFinished', payload: callback },
            `callback:${id}:${workflowId}`,
          );
        }
        // Last: when this fails the delivery sends the report again, and the heals already have it.
        await store.recordRollout(callback);
        return c.json({ accepted: true as const, workflows }, 202);
      },
    );
}
