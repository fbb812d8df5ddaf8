import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { isShallow } from '../../domain/is-shallow.ts';
import type { Recording } from '../../domain/recording.ts';
import { awaitsDefinition, definitionUnread } from '../../domain/service.ts';
import { answer, failures, jsonBody } from '../api/answers.ts';
import { createRouter } from '../api/router.ts';
import { intakeKey } from '../api/security.ts';
import type { AppParts } from '../parts.ts';
import { withoutSecrets } from './core/hide-secrets.ts';
import type { Doors } from './doors/create-doors.ts';
import { matchRecording } from './match-recording.ts';
import { RecordingBody } from './recording.ts';
import { foreignKey, requireKey } from './require-key.ts';

/** A line of the log and the recording of the same request arrive within this time of each other, in milliseconds. */
const SAME_MS = 10_000;
/** Above the longest texts that a recording may have, in bytes. */
const LARGEST_BODY = 1024 * 1024;

/** The incident that counts it; null: it is a good request, or it was counted before and the incident is gone. */
const RecordingAnswer = z.object({ incident_id: z.string().nullable() }).openapi('Recorded');

/**
 * `POST /recordings`: takes one failing request of the service that the bearer key belongs to. The same key of a
 * recording counts once. Errors: `unknown_key`, `invalid_body`, `body_too_long`, `definition_missing`, `store_unavailable`.
 */
export function createRecordingRoutes({ store }: Pick<AppParts, 'store'>, doors: Doors) {
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
        201: answer('It is counted in this incident, or kept as a good request', RecordingAnswer),
        ...failures(400, 401, 413, 503),
      },
    }),
    async (c) => {
      const recording = writable(c.req.valid('json'));
      const service = c.get('service');
      if (!service || recording.service !== service.name) throw foreignKey(recording.service);
      if (recording.good) {
        await store.noteRecorded(service.name);
        await store.keepRecording(await withoutSecrets(recording, doors.hide), null);
        return c.json({ incident_id: null }, 201);
      }
      // The recorder keeps it and sends it again; counted now, it would belong to no declared fault.
      if (service.definition === null && awaitsDefinition(service)) throw definitionUnread(service.name);
      const faultCode = matchRecording(recording, service)?.code ?? recording.faultCode;
      if (recording.source === 'log' && faultCode !== null) {
        const counted = await countedBefore(service.name, faultCode, new Date(recording.at));
        if (counted) return c.json({ incident_id: counted }, 200);
      }
      const [counted] = await doors.accept(service, [recording]);
      const incidentId = counted?.incidentId ?? null;
      if (incidentId) c.set('incidentId', incidentId);
      return c.json({ incident_id: incidentId }, counted?.known ? 200 : 201);
    },
  );
}

/** Without a body that is nested too deep to be kept. */
function writable(recording: Recording): Recording {
  const { request, truncated } = recording;
  if (!request || isShallow(request.body)) return recording;
  const { body: _, ...rest } = request;
  return { ...recording, request: rest, truncated: [...truncated.slice(0, 99), 'body'] };
}
