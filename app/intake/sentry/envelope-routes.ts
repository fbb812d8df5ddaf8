import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { SutureError } from '../../../domain/errors.ts';
import { answer, failures } from '../../api/answers.ts';
import { createRouter } from '../../api/router.ts';
import { intakeKey } from '../../api/security.ts';
import { type Doors, slowDown } from '../doors/create-doors.ts';
import { findKeys, keyOfDsn } from '../doors/find-keys.ts';
import { invalid, readBody } from '../doors/read-body.ts';
import { SentryEvent } from './event.ts';
import { readEnvelope } from './read-envelope.ts';
import { toRecording } from './to-recording.ts';

/** The longest event that Sentry itself takes, in bytes. */
const LARGEST_EVENT = 1024 * 1024;

const EnvelopeAnswer = z.object({ id: z.string() }).openapi('EnvelopeTaken');

/**
 * `POST /api/{project}/envelope/`, also below the name of a service: what an unmodified SDK of Sentry sends. Events count;
 * all other items are taken and dropped. The key says which service it is, so any project number will do.
 */
export function createEnvelopeRoutes(doors: Doors) {
  const routes = createRouter();
  const described = {
    method: 'post' as const,
    tags: ['intake'],
    summary: 'An envelope of a Sentry SDK',
    ...intakeKey,
    request: {
      body: { content: { 'application/x-sentry-envelope': { schema: z.string() } } },
    },
    responses: { 200: answer('It is taken', EnvelopeAnswer), ...failures(400, 401, 403, 413, 429, 503) },
  };
  const body = described.request;
  routes.openapi(
    createRoute({
      ...described,
      path: '/api/{project}/envelope/',
      request: { ...body, params: z.object({ project: z.string() }) },
    }),
    (c) => take(c) as never,
  );
  routes.openapi(
    createRoute({
      ...described,
      path: '/{service}/api/{project}/envelope/',
      request: { ...body, params: z.object({ service: z.string(), project: z.string() }) },
    }),
    (c) => take(c) as never,
  );
  return routes;

  async function take(c: Context): Promise<Response> {
    try {
      // A sender without a key learns nothing about its body; some put the key into the body alone.
      if (findKeys(c.req).length > 0) await doors.serviceOf(c.req);
      const { headers, items } = readEnvelope(await readBody(c.req.raw, doors.longestBody), ['event']);
      return await count(c, headers, items[0]?.payload ?? null);
    } catch (error) {
      if (!(error instanceof SutureError) || error.type !== 'unknown_key') throw error;
      // What Sentry answers, so that its SDKs stop.
      return c.json({ error: { code: error.type, message: error.message } }, 403);
    }
  }

  async function count(
    c: Context,
    headers: Record<string, unknown>,
    payload: Buffer | null,
  ): Promise<Response> {
    const service = await doors.serviceOf(c.req, [keyOfDsn(headers.dsn)]);
    const event = payload && readEvent(payload);
    const recording = event && toRecording(event, service, payload.toString());
    const given = headers.event_id ?? event?.event_id ?? '';
    const id = typeof given === 'string' ? given.slice(0, 40) : '';
    if (!recording) return c.json({ id }, 200);
    const seconds = doors.wait(service, [recording]);
    if (seconds > 0) return slowDown(c, seconds);
    const [counted] = await doors.accept(service, [recording]);
    if (counted?.incidentId) c.set('incidentId', counted.incidentId);
    return c.json({ id }, 200);
  }
}

function readEvent(payload: Buffer): SentryEvent {
  if (payload.length > LARGEST_EVENT) {
    throw new SutureError('body_too_long', `An event may have ${LARGEST_EVENT} bytes. Send a shorter one.`, {
      benign: true,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(payload.toString('utf8'));
  } catch {
    throw invalid('the event is not JSON');
  }
  const event = SentryEvent.safeParse(value);
  if (!event.success) throw invalid('the event is not an object');
  return event.data;
}
