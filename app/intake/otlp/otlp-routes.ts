import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { answer, failures } from '../../api/answers.ts';
import { createRouter } from '../../api/router.ts';
import { intakeKey } from '../../api/security.ts';
import { type Doors, slowDown } from '../doors/create-doors.ts';
import { invalid, readBody } from '../doors/read-body.ts';
import { decodeExport, encodeAnswer, type Signal } from './decode.ts';
import { failuresOfLogs, failuresOfTraces } from './to-recordings.ts';

/** Failures of one export that count; an exporter sends 512 spans at a time. */
const MOST = 5_000;
const PROTOBUF = 'application/x-protobuf';

const ExportAnswer = z
  .object({ partialSuccess: z.record(z.string(), z.union([z.string(), z.number()])).optional() })
  .openapi('OtlpTaken');

/**
 * `POST /v1/traces` and `/v1/logs`, also below `/ingest/otlp/<key>`: OTLP over HTTP, in protobuf or JSON. Exceptions count,
 * once for each trace; all else is taken and dropped. https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function createOtlpRoutes(doors: Doors) {
  const routes = createRouter();
  for (const signal of ['traces', 'logs'] as const) {
    const described = {
      method: 'post' as const,
      tags: ['intake'],
      summary: `An export of ${signal} by OpenTelemetry; also in JSON`,
      ...intakeKey,
      responses: { 200: answer('It is taken', ExportAnswer), ...failures(400, 401, 413, 429, 503) },
    };
    const body = { content: { [PROTOBUF]: { schema: z.string() } } };
    routes.openapi(
      createRoute({ ...described, path: `/v1/${signal}`, request: { body } }),
      (c) => take(c, signal) as never,
    );
    routes.openapi(
      createRoute({
        ...described,
        path: `/ingest/otlp/{key}/v1/${signal}`,
        request: { body, params: z.object({ key: z.string() }) },
      }),
      (c) => take(c, signal) as never,
    );
  }
  return routes;

  async function take(c: Context, signal: Signal): Promise<Response> {
    const service = await doors.serviceOf(c.req);
    const type = (c.req.header('Content-Type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    const isJson = type === 'application/json';
    if (!isJson && type !== PROTOBUF && type !== 'application/protobuf') {
      throw invalid(`its type is ${type.slice(0, 100) || 'not named'}; send ${PROTOBUF} or application/json`);
    }
    const body = decodeExport(await readBody(c.req.raw, doors.longestBody), signal, isJson);
    if (typeof body !== 'object' || body === null) throw invalid('it is not an object');
    const found = signal === 'traces' ? failuresOfTraces(body, service) : failuresOfLogs(body, service);
    const taken = found.slice(0, MOST);
    const seconds = taken.length > 0 ? doors.wait(service, taken) : 0;
    if (seconds > 0) return slowDown(c, seconds);
    const counted = await doors.accept(service, taken);
    const incidentId = counted.find((each) => each.incidentId)?.incidentId;
    if (incidentId) c.set('incidentId', incidentId);
    return answerTo(c, signal, isJson, found.length - taken.length);
  }
}

function answerTo(c: Context, signal: Signal, isJson: boolean, rejected: number): Response {
  const field = signal === 'traces' ? 'rejectedSpans' : 'rejectedLogRecords';
  const errorMessage = `One export may hold ${MOST} failures. Export more often.`;
  const said = rejected > 0 ? { partialSuccess: { [field]: rejected, errorMessage } } : {};
  if (isJson) return c.json(said, 200);
  return c.body(Buffer.from(encodeAnswer(signal, said)), 200, { 'Content-Type': PROTOBUF });
}
