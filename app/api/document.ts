import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { ServiceDefinition } from '../../domain/service-definition.ts';
import { answer, failures, other } from './answers.ts';
import { createRouter } from './router.ts';
import { SECURITY_SCHEMES } from './security.ts';

type Registry = OpenAPIHono['openAPIRegistry'];

const TAGS = [
  { name: 'service', description: 'What a router and a monitoring system ask' },
  { name: 'faults', description: 'Requests that fail, while fault injection is on' },
  { name: 'incidents', description: 'What broke, what is done about it, and what a person decides' },
  { name: 'healing', description: 'The switch that lets heals wait' },
  { name: 'reset', description: 'Back to the beginning' },
  { name: 'delivery', description: 'What the pipeline reports' },
  { name: 'pages', description: 'For people' },
];

const documentRoute = createRoute({
  method: 'get',
  path: '/openapi.json',
  tags: ['service'],
  summary: 'This document',
  responses: { 200: answer('OpenAPI 3.1', z.record(z.string(), z.unknown())) },
});

/**
 * `GET /openapi.json`, made from the definitions of the routes themselves, so that it says what is checked.
 * @param registryOf the definitions of the whole app, once all routes are there
 */
export function createDocumentRoutes(service: ServiceDefinition, registryOf: () => Registry) {
  let document: Record<string, unknown> | null = null;
  return createRouter().openapi(documentRoute, (c) => {
    document ??= describeApi(service, registryOf());
    return c.json(document, 200);
  });
}

function describeApi(service: ServiceDefinition, registry: Registry): Record<string, unknown> {
  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) {
    registry.registerComponent('securitySchemes', name, scheme);
  }
  const described = createRouter();
  described.openAPIRegistry = registry;
  const document = described.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Suture',
      version: '1',
      description: `Heals ${service.name}. Every error is \`{"error": {"code", "message"}}\` with a stable code.`,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    tags: TAGS,
  });
  return withOptionalBodies(document as unknown as Document, registry);
}

interface Document extends Record<string, unknown> {
  paths: Record<string, Record<string, { requestBody?: { required?: boolean } }>>;
}

/** A body in which nothing is required need not be sent at all. */
function withOptionalBodies(document: Document, registry: Registry): Document {
  for (const definition of registry.definitions) {
    if (definition.type !== 'route') continue;
    const { path, method, request } = definition.route;
    const content = request?.body?.content['application/json'];
    const schema = content && 'schema' in content ? content.schema : null;
    const body = document.paths[path]?.[method]?.requestBody;
    if (body && schema instanceof z.ZodType && schema.safeParse({}).success) body.required = false;
  }
  return document;
}

/** The pages are written by hand in `app/dashboard/`; here is what the document says of them. */
export function describePages(registry: Registry, base: string): void {
  const page = { method: 'get' as const, tags: ['pages'] };
  registry.registerPath({
    ...page,
    path: base,
    summary: 'The dashboard',
    responses: {
      200: other('The incidents', 'text/html; charset=UTF-8'),
      503: other('PostgreSQL does not answer; the page asks again', 'text/html; charset=UTF-8'),
    },
  });
  registry.registerPath({
    ...page,
    path: `${base}/assets/{name}`,
    summary: "A file of the dashboard's",
    request: { params: z.object({ name: z.string().openapi({ example: 'dashboard.css' }) }) },
    responses: { 200: { description: 'The file' }, ...failures(404) },
  });
}
