import { randomBytes } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import { SutureError } from '../../../domain/errors.ts';
import { Attachment, type ServiceRecord } from '../../../domain/service.ts';
import { ReportedCheck } from '../../../domain/service-checks.ts';
import { briefServices } from '../../briefing/service-brief.ts';
import type { AppParts } from '../../parts.ts';
import { answer, failures, jsonBody } from '../answers.ts';
import { createRouter } from '../router.ts';
import { guarded } from '../security.ts';
import {
  AttachAnswer,
  AttachBody,
  CheckAnswer,
  DetachAnswer,
  ServiceAnswer,
  ServicesAnswer,
} from '../service-schemas.ts';
import { serviceView } from '../service-view.ts';

const NameParameter = z.object({ name: Attachment.shape.name.meta({ example: 'shop' }) });
const tags = ['services'];

/** The services that are attached: list, attach or change, detach. */
export function createServiceRoutes({ store, settings }: Pick<AppParts, 'store' | 'settings'>) {
  /** Two services must not share a key: it tells which of them a recording belongs to. */
  async function requireFree(key: string, name: string): Promise<void> {
    const other = await store.serviceOfKey(key);
    if (other === null || other.name === name) return;
    throw new SutureError('key_taken', 'Another service has this key. Give each service its own.', {
      benign: true,
    });
  }

  async function views(services: ServiceRecord[]): Promise<ServiceAnswer[]> {
    return briefServices(services, await store.serviceSigns()).map(serviceView);
  }
  async function view(service: ServiceRecord): Promise<ServiceAnswer> {
    return (await views([service]))[0] as ServiceAnswer;
  }

  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        tags,
        summary: 'All attached services',
        responses: { 200: answer('By name', ServicesAnswer), ...failures(503) },
      }),
      async (c) => c.json({ services: await views(await store.listServices()) }, 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{name}',
        tags,
        summary: 'One attached service',
        request: { params: NameParameter },
        responses: { 200: answer('The service', ServiceAnswer), ...failures(400, 404, 503) },
      }),
      async (c) => {
        const { name } = c.req.valid('param');
        const service = await store.getService(name);
        if (!service) throw unknownService(name);
        return c.json(await view(service), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/{name}',
        tags,
        summary: 'Attach a service, or change an attached one',
        ...guarded(settings),
        request: { params: NameParameter, body: jsonBody(AttachBody) },
        responses: {
          200: answer('The service; its key only when this request set it', AttachAnswer),
          ...failures(400, 401, 403, 409, 413, 503),
        },
      }),
      async (c) => {
        const { name } = c.req.valid('param');
        const { key: given, ...place } = c.req.valid('json');
        if (given) await requireFree(given, name);
        const attached = (await store.getService(name)) !== null;
        const key = given ?? (attached ? null : newKey());
        const service = await store.attachService({ name, ...place }, key);
        const dsn = key && dsnOf(settings.SUTURE_URL ?? new URL(c.req.url).origin, name, key);
        return c.json({ ...(await view(service)), key, dsn }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{name}/key',
        tags,
        summary: 'Give a service a new intake key; the old one is refused from now on',
        ...guarded(settings),
        request: { params: NameParameter },
        responses: {
          200: answer('The service with its new key', AttachAnswer),
          ...failures(400, 401, 403, 404, 503),
        },
      }),
      async (c) => {
        const { name } = c.req.valid('param');
        const known = await store.getService(name);
        if (!known) throw unknownService(name);
        const key = newKey();
        const { repository, branch, url, delivery } = known;
        const service = await store.attachService({ name, repository, branch, url, delivery }, key);
        const dsn = dsnOf(settings.SUTURE_URL ?? new URL(c.req.url).origin, name, key);
        return c.json({ ...(await view(service)), key, dsn }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/{name}/check',
        tags,
        summary: 'Report how a check of a service ended, as `suture check` does',
        ...guarded(settings),
        request: { params: NameParameter, body: jsonBody(ReportedCheck) },
        responses: {
          200: answer('It is shown with the service', CheckAnswer),
          ...failures(400, 401, 403, 404, 413, 503),
        },
      }),
      async (c) => {
        const { name } = c.req.valid('param');
        if (!(await store.saveCheck(name, c.req.valid('json')))) throw unknownService(name);
        return c.json({ name, kept: true as const }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/{name}',
        tags,
        summary: 'Detach a service; its incidents stay',
        ...guarded(settings),
        request: { params: NameParameter },
        responses: {
          200: answer('Its key is no longer accepted', DetachAnswer),
          ...failures(400, 401, 403, 404, 503),
        },
      }),
      async (c) => {
        const { name } = c.req.valid('param');
        if (!(await store.detachService(name))) throw unknownService(name);
        return c.json({ name, detached: true as const }, 200);
      },
    );
}

function newKey(): string {
  return randomBytes(24).toString('base64url');
}

/** Where a service's recorder sends: `http://<key>@<host>/<service>`. */
function dsnOf(base: string, name: string, key: string): string {
  const url = new URL(`${name}/1`, base);
  url.username = key;
  return url.href;
}

function unknownService(name: string): SutureError {
  return new SutureError('unknown_service', `No service named ${name} is attached.`, { benign: true });
}
