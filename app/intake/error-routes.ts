import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { firstWords } from '../../domain/cut-words.ts';
import { isShallow } from '../../domain/is-shallow.ts';
import { FailureKind, Recording } from '../../domain/recording.ts';
import type { ServiceRecord } from '../../domain/service.ts';
import { classOfStack } from '../../platform/parse-stack.ts';
import { answer, failures, jsonBody } from '../api/answers.ts';
import { createRouter } from '../api/router.ts';
import { intakeKey } from '../api/security.ts';
import { type Doors, slowDown } from './doors/create-doors.ts';
import { hashed } from './kept-id.ts';

/** Errors of one request, and its bytes. */
const MOST = 1_000;
const LARGEST_BODY = 4 * 1024 * 1024;

const ReportedError = z
  .object({
    /** The class: `TypeError`. Absent: as the stack says. */
    type: z.string().max(200).nullish(),
    message: z.string().max(16_000).default(''),
    /** As the engine writes it. */
    stack: z.string().max(32_000).nullish(),
    kind: FailureKind.default('error'),
    method: z.string().min(1).max(20).nullish(),
    /** With its query. */
    path: z.string().startsWith('/').max(8_000).nullish(),
    /** The route of the framework: `/orders/:id`. Absent: the path. */
    route: z.string().startsWith('/').max(2_000).nullish(),
    headers: z.record(z.string().max(200), z.string().max(16_000)).nullish(),
    body: z.unknown().optional(),
    status: z.int().min(100).max(599).nullish(),
    /** The commit that runs. */
    release: z.string().max(200).nullish(),
    at: z.iso.datetime({ offset: true }).nullish(),
    /** The same id counts once. Absent: an equal report of the same time does. */
    id: z.string().min(1).max(200).nullish(),
  })
  .openapi('ReportedError');
type ReportedError = z.infer<typeof ReportedError>;

const ErrorsBody = z.object({ errors: z.array(ReportedError).min(1).max(MOST) });
const ErrorsAnswer = z
  .object({
    /** The incidents that count them, in the order of the errors; null: counted before, and the incident is gone. */
    incidents: z.array(z.string().nullable()),
    accepted: z.int(),
    duplicates: z.int(),
  })
  .openapi('ErrorsTaken');

/** `POST /errors`: errors of a service in plain JSON, for what speaks none of the other protocols. */
export function createErrorRoutes(doors: Doors) {
  const routes = createRouter();
  routes.use('/errors', bodyLimit({ maxSize: LARGEST_BODY }), async (c, next) => {
    c.set('service', await doors.serviceOf(c.req));
    await next();
  });
  return routes.openapi(
    createRoute({
      method: 'post',
      path: '/errors',
      tags: ['intake'],
      summary: 'Errors of a service, in plain JSON',
      ...intakeKey,
      request: { body: jsonBody(ErrorsBody) },
      responses: { 200: answer('They are counted', ErrorsAnswer), ...failures(400, 401, 413, 429, 503) },
    }),
    async (c) => {
      const service = c.get('service') as ServiceRecord;
      const recordings = c.req
        .valid('json')
        .errors.map(({ body, ...error }) =>
          toRecording({ ...error, ...(body !== undefined && isShallow(body) && { body }) }, service),
        );
      const seconds = doors.wait(service, recordings);
      if (seconds > 0) return slowDown(c, seconds) as never;
      const counted = await doors.accept(service, recordings);
      const duplicates = counted.filter(({ known }) => known).length;
      const incidents = counted.map(({ incidentId }) => incidentId);
      return c.json({ incidents, accepted: counted.length - duplicates, duplicates }, 200);
    },
  );
}

function toRecording(error: ReportedError, service: ServiceRecord): Recording {
  const { message, stack, method, path, headers, body, status } = error;
  const errorClass = error.type ?? (stack ? classOfStack(stack) : null);
  const request = path
    ? {
        method: (method ?? 'GET').toUpperCase(),
        path,
        headers: headers ?? {},
        ...(body !== undefined && { body }),
      }
    : null;
  return Recording.parse({
    service: service.name,
    key: hashed(error.id ?? JSON.stringify(error.at ? error : [error, crypto.randomUUID()])),
    kind: error.kind,
    source: 'webhook',
    request,
    status: status ?? null,
    route: error.route ?? path?.split('?', 1)[0]?.slice(0, 2_000) ?? '/',
    reason: errorClass || 'error',
    logLine: firstWords(`${errorClass ? `${errorClass}: ` : ''}${message}`.split('\n', 1)[0] ?? '', 2_000),
    latencyMs: 0,
    errorClass,
    message,
    stack: stack ?? null,
    release: error.release ?? null,
    at: error.at ?? new Date().toISOString(),
  });
}
