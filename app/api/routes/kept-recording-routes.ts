import { createRoute, z } from '@hono/zod-openapi';
import { SutureError } from '../../../domain/errors.ts';
import { IncidentId } from '../../../domain/incident.ts';
import type { AppParts } from '../../parts.ts';
import { answer, failures } from '../answers.ts';
import { KeptRecordings } from '../recording-schemas.ts';
import { createRouter } from '../router.ts';

/** What the recorder of a service, or its SDK, sent of an incident's failures: `GET /{id}/recordings`. */
export function createKeptRecordingRoutes({ store }: Pick<AppParts, 'store'>) {
  return createRouter().openapi(
    createRoute({
      method: 'get',
      path: '/{id}/recordings',
      tags: ['incidents'],
      summary: 'What was sent of the failing requests of an incident, as it was kept',
      request: { params: z.object({ id: IncidentId.meta({ example: 'LIVE-0001' }) }) },
      responses: {
        200: answer('The recordings; the one that says most is first', KeptRecordings),
        ...failures(400, 404, 503),
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      c.set('incidentId', id);
      if (!(await store.getIncident(id))) {
        throw new SutureError('unknown_incident', `There is no incident ${id}.`, { benign: true });
      }
      return c.json({ incident_id: id, recordings: await store.recordingsOf(id) }, 200);
    },
  );
}
