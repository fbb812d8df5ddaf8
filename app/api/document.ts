import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { answer, failures, other } from './answers.ts';
import { createRouter } from './router.ts';
import { SECURITY_SCHEMES } from './security.ts';

type Registry = OpenAPIHono['openAPIRegistry'];

const TAGS = [
  { name: 'service', description: 'For routers and monitoring systems' },
  { name: 'services', description: 'The services that are attached' },
  { name: 'intake', description: 'How failing requests arrive' },
  { name: 'faults', description: 'Requests to the demonstration that fail, while fault injection is on' },
  { name: 'incidents', description: 'What broke, how it is fixed, and decisions about it' },
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
export function createDocumentRoutes(registryOf: () => Registry) {
  let document: Record<string, unknown> | null = null;
  return createRouter().openapi(documentRoute, (c) => {
    document ??= describeApi(registryOf());
    return c.json(document, 200);
  });
}

function describeApi(registry: Registry): Record<string, unknown> {
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
      description: `Heals the attached services. Every error is \`{"error": {"code", "message"}}\` with a stable code.`,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    tags: TAGS,
  });
  return withIncidentPage(withOptionalBodies(document as unknown as Document, registry));
}

interface Described {
  requestBody?: { required?: boolean };
  responses: Record<string, { description: string; content?: Record<string, unknown> }>;
}

interface Document extends Record<string, unknown> {
  paths: Record<string, Record<string, Described>>;
}

/** A body without required fields is optional. */
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

const PAGE_TYPE = 'text/html; charset=UTF-8';
const AWAY = other('PostgreSQL does not answer; the page retries', PAGE_TYPE);

/** The pages are written by hand in `app/pages/`; here is what the document says of them. Their forms are left out. */
export function describePages(registry: Registry, base: string): void {
  const page = { method: 'get' as const, tags: ['pages'] };
  const pages: [path: string, summary: string][] = [
    [base, 'The incidents'],
    [`${base}/reset`, 'Explains a reset and asks for confirmation'],
    [`${base}/sign-in`, 'Takes ADMIN_TOKEN'],
  ];
  for (const [path, summary] of pages) {
    const responses = { 200: other('The page', PAGE_TYPE), 503: AWAY };
    registry.registerPath({ ...page, path, summary, responses });
  }
  registry.registerPath({
    ...page,
    path: '/developer',
    summary: 'Leads to the incidents',
    responses: { 302: { description: 'To the incidents' } },
  });
  registry.registerPath({
    ...page,
    path: '/developer/overview',
    summary: 'Times, outcomes and cost of heals',
    request: {
      query: z.object({ range: z.enum(['hour', 'day', 'week', 'month', 'quarter']).optional() }),
    },
    responses: {
      200: other('The overview', 'text/html; charset=UTF-8'),
      503: other('PostgreSQL does not answer; the page retries', 'text/html; charset=UTF-8'),
    },
  });
  registry.registerPath({
    ...page,
    path: `${base}/assets/{name}`,
    summary: 'A file of the pages',
    request: { params: z.object({ name: z.string().openapi({ example: 'dashboard.css' }) }) },
    responses: { 200: { description: 'The file' }, ...failures(404) },
  });
}

/** A browser, which asks for HTML, gets a page where a client gets JSON. */
function withIncidentPage(document: Document): Document {
  const responses = document.paths['/developer/incidents/{id}']?.get?.responses;
  const html = { 'text/html': { schema: { type: 'string' } } };
  if (!responses?.['200']) return document;
  Object.assign(responses['200'].content ?? {}, html);
  responses['410'] = { description: 'A reset deleted it; the page says when', content: html };
  return document;
}
