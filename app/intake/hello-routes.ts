import { randomUUID } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { CommitSha } from '../../domain/pipeline.ts';
import { answer, failures, jsonBody } from '../api/answers.ts';
import { createRouter } from '../api/router.ts';
import { intakeKey } from '../api/security.ts';
import type { AppParts } from '../parts.ts';
import { foreignKey, requireKey } from './require-key.ts';

/** Routes that one hello may count. */
const MOST_ROUTES = 250;
const LARGEST_BODY = 256 * 1024;
/** Above what a service takes between two hellos. */
const MOST_REQUESTS = 1_000_000_000;

const HelloBody = z
  .object({
    service: z.string().min(1).max(63),
    release: z.string().min(1).max(200).nullable().default(null),
    node: z.string().max(50),
    address: z.url().max(200).nullable().default(null),
    started: z.boolean().default(false),
    requests: z
      .array(
        z.object({
          method: z.string().min(1).max(20),
          route: z.string().startsWith('/').max(500),
          requests: z.int().positive().max(MOST_REQUESTS),
        }),
      )
      .max(MOST_ROUTES)
      .default([]),
  })
  .openapi('Hello');

const HelloAnswer = z.object({ heard: z.literal(true) }).openapi('HelloHeard');

/**
 * `POST /hello`: what the recorder of a service says at its start and now and then: the release that runs, and how many
 * requests it took. Heals that wait for a rollout of the service look again once another release has started.
 */
export function createHelloRoutes({ store }: Pick<AppParts, 'store'>) {
  const routes = createRouter();
  routes.use('/hello', bodyLimit({ maxSize: LARGEST_BODY }), requireKey({ store }));
  return routes.openapi(
    createRoute({
      method: 'post',
      path: '/hello',
      tags: ['intake'],
      summary: 'The release that runs and its requests, from the recorder of a service',
      ...intakeKey,
      request: { body: jsonBody(HelloBody) },
      responses: { 200: answer('It is kept', HelloAnswer), ...failures(400, 401, 413, 503) },
    }),
    async (c) => {
      const hello = c.req.valid('json');
      const service = c.get('service');
      if (!service || hello.service !== service.name) throw foreignKey(hello.service);
      const { released } = await store.saveHello(hello);
      if (hello.requests.length > 0) await store.raiseSeverity(service.name);
      if (released) await announce(service.name, hello.release ?? '');
      return c.json({ heard: true as const }, 200);
    },
  );

  /** A release may bring another `suture.yaml`, and it may contain a fix that a heal waits for. */
  async function announce(service: string, release: string): Promise<void> {
    const id = randomUUID();
    await store.enqueue({ kind: 'read_definition', service }, `read_definition:${service}:hello:${id}`);
    if (!CommitSha.safeParse(release).success) return;
    const own = (await store.openHeals()).filter((heal) => heal.service === service);
    const ids = own.map(({ incidentId }) => incidentId);
    const payload = {
      service,
      incidents: [],
      status: 'success' as const,
      commit_sha: release,
      run_url: '',
      detail: '',
      durations_ms: {},
    };
    // A change that waits for a person may have been merged, or applied.
    for (const { workflowId } of own.filter(({ phase }) => phase === 'pushing')) {
      const look = { kind: 'signal', workflowId, signal: 'reviewFinished', payload: null } as const;
      await store.enqueue(look, `hello:${id}:${workflowId}`);
    }
    for (const workflowId of await store.workflowsAwaitingRollout(service, ids)) {
      await store.enqueue(
        { kind: 'signal', workflowId, signal: 'rolloutFinished', payload },
        `hello:${id}:${workflowId}`,
      );
    }
  }
}
