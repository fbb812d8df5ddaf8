import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { SutureError } from '../../domain/errors.ts';
import { createSemaphore } from '../../platform/semaphore.ts';
import { answer, failures, jsonBody } from '../api/answers.ts';
import { createRouter } from '../api/router.ts';
import { intakeKey } from '../api/security.ts';
import type { AppParts } from '../parts.ts';
import { RecordingBody, toOccurrence } from './recording.ts';

/** Above the longest texts that a recording may have, in bytes. */
const LARGEST_BODY = 1024 * 1024;
/** Fewer than the store has connections, so that a storm of failures leaves some for the pages. */
const CONCURRENT = 5;

const RecordingAnswer = z.object({ incident_id: z.string() }).openapi('Recorded');

/**
 * `POST /recordings`: takes one failing request of the service that the bearer key belongs to. The same key of a
 * recording counts once. Errors: `unknown_key`, `invalid_body`, `body_too_long`, `store_unavailable`.
 */
export function createRecordingRoutes({ store }: Pick<AppParts, 'store'>) {
  const limited = createSemaphore(CONCURRENT);
  const routes = createRouter();
  // The key first: a sender without one learns nothing about the body.
  routes.use('/recordings', bodyLimit({ maxSize: LARGEST_BODY }), async (c, next) => {
    const key = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
    const service = key ? await store.serviceOfKey(key) : null;
    if (!service) {
      throw new SutureError(
        'unknown_key',
        'No attached service has this key. Send "Authorization: Bearer <key>" with the key of the DSN.',
        { benign: true },
      );
    }
    c.set('service', service);
    await next();
  });
  return routes.openapi(
    createRoute({
      method: 'post',
      path: '/recordings',
      tags: ['intake'],
      summary: 'A failing request, from the recorder of a service',
      ...intakeKey,
      request: { body: jsonBody(RecordingBody) },
      responses: {
        200: answer('It was counted before', RecordingAnswer),
        201: answer('It is counted in this incident', RecordingAnswer),
        ...failures(400, 401, 413, 503),
      },
    }),
    async (c) => {
      const recording = c.req.valid('json');
      const service = c.get('service');
      if (!service || recording.service !== service.name) {
        throw new SutureError('unknown_key', `This key does not belong to ${recording.service}.`, {
          benign: true,
        });
      }
      const { incidentId, known } = await limited(() =>
        store.recordOccurrence(toOccurrence(recording, service)),
      );
      c.set('incidentId', incidentId);
      return c.json({ incident_id: incidentId }, known ? 200 : 201);
    },
  );
}
