import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { awaitsDefinition, definitionUnread } from '../../domain/service.ts';
import { createSemaphore } from '../../platform/semaphore.ts';
import { answer, failures, jsonBody } from '../api/answers.ts';
import { createRouter } from '../api/router.ts';
import { intakeKey } from '../api/security.ts';
import type { AppParts } from '../parts.ts';
import { matchRecording } from './match-recording.ts';
import { RecordingBody, toOccurrence, toUndeclared } from './recording.ts';
import { foreignKey, requireKey } from './require-key.ts';

/** A line of the log and the recording of the same request arrive within this time of each other, in milliseconds. */
const SAME_MS = 10_000;
/** Above the longest texts that a recording may have, in bytes. */
const LARGEST_BODY = 1024 * 1024;
/** Fewer than the store has connections, so that a storm of failures leaves some for the pages. */
const CONCURRENT = 5;

/** The incident that counts it; null: no fault of the service declares it, and it is counted as such. */
const RecordingAnswer = z.object({ incident_id: z.string().nullable() }).openapi('Recorded');

/**
 * `POST /recordings`: takes one failing request of the service that the bearer key belongs to. The same key of a
 * recording counts once. Errors: `unknown_key`, `invalid_body`, `body_too_long`, `definition_missing`, `store_unavailable`.
 */
export function createRecordingRoutes({ store }: Pick<AppParts, 'store'>) {
  /** The open incident of a fault where the recorder inside the service has reported the same request. */
  async function countedBefore(service: string, faultCode: string, at: Date): Promise<string | null> {
    const open = (await store.openHeals()).filter((heal) => heal.service === service);
    for (const { incidentId } of open) {
      const incident = await store.getIncident(incidentId);
      if (incident?.error_code !== faultCode) continue;
      const since = new Date(at.getTime() - SAME_MS);
      if ((await store.failuresSince(incidentId, since)).length > 0) return incidentId;
    }
    return null;
  }

  const limited = createSemaphore(CONCURRENT);
  const routes = createRouter();
  routes.use('/recordings', bodyLimit({ maxSize: LARGEST_BODY }), requireKey({ store }));
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
        201: answer(
          'It is counted in this incident, or as a failure that no fault declares',
          RecordingAnswer,
        ),
        ...failures(400, 401, 413, 503),
      },
    }),
    async (c) => {
      const recording = c.req.valid('json');
      const service = c.get('service');
      if (!service || recording.service !== service.name) throw foreignKey(recording.service);
      await store.noteRecorded(service.name);
      // The recorder keeps it and sends it again; counted now, it would belong to no declared fault.
      if (service.definition === null && awaitsDefinition(service)) throw definitionUnread(service.name);
      const fault = matchRecording(recording, service);
      const faultCode = fault?.code ?? recording.faultCode;
      if (faultCode === null) {
        const { known } = await limited(() => store.recordUndeclared(toUndeclared(recording, service)));
        return c.json({ incident_id: null }, known ? 200 : 201);
      }
      if (recording.source === 'log') {
        const counted = await limited(() => countedBefore(service.name, faultCode, new Date(recording.at)));
        if (counted) return c.json({ incident_id: counted }, 200);
      }
      const { incidentId, known } = await limited(() =>
        store.recordOccurrence(toOccurrence(recording, service, faultCode, fault)),
      );
      c.set('incidentId', incidentId);
      return c.json({ incident_id: incidentId }, known ? 200 : 201);
    },
  );
}
