import { createRoute, z } from '@hono/zod-openapi';
import { IncidentId } from '../../../domain/incident.ts';
import type { AppParts } from '../../parts.ts';
import { answer, failures, jsonBody } from '../answers.ts';
import { onlyJson } from '../content-type.ts';
import { RetryBody } from '../incident-schemas.ts';
import { MergeBody, RegroupAnswer } from '../regroup-schemas.ts';
import { createRouter } from '../router.ts';
import { guarded } from '../security.ts';

const params = z.object({ id: IncidentId.meta({ example: 'LIVE-0001' }) });

const tags = ['incidents'];

/** A person corrects which failures are one fault, of those that nobody declared. */
export function createRegroupRoutes({ store, settings }: Pick<AppParts, 'store' | 'settings'>) {
  const action = {
    method: 'post',
    tags,
    ...guarded(settings),
    middleware: onlyJson,
  } as const;
  const responses = {
    200: answer('Failures from now on count so', RegroupAnswer),
    ...failures(400, 401, 403, 404, 409, 413, 503),
  };
  return createRouter()
    .openapi(
      createRoute({
        ...action,
        path: '/{id}/merge',
        summary: 'Count failures of this fault in another incident from now on',
        request: { params, body: jsonBody(MergeBody) },
        responses,
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const { into, by } = c.req.valid('json');
        c.set('incidentId', id);
        await store.mergeFaults(id, into, by);
        return c.json({ incident_id: id, into }, 200);
      },
    )
    .openapi(
      createRoute({
        ...action,
        path: '/{id}/split',
        summary: 'Count failures apart that this fault holds together',
        request: { params, body: jsonBody(RetryBody) },
        responses,
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        c.set('incidentId', id);
        await store.splitFault(id, c.req.valid('json').by);
        return c.json({ incident_id: id, into: null }, 200);
      },
    );
}
