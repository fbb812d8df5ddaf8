import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { answer, failures } from '../api/answers.ts';
import { ErrorAnswer } from '../api/error-schemas.ts';

/** A request with this header set to `1` runs the same code and records nothing. */
export const VERIFICATION_HEADER = 'X-Fault-Verification';
/** The tag by which the document marks these routes; the operation's id is the fault's code. */
const FAULT_TAG = 'faults';

const FaultAnswer = ErrorAnswer.extend({
  reason: z.string(),
  route: z.string(),
  /** Seconds. */
  latency: z.number(),
  incident_id: z.string().nullable(),
}).openapi('FaultFailure');

const Done = z.object({ ok: z.literal(true) });

/** The routes of the fault injection guide. */
const FAULTS = [
  {
    path: '/test-fault/run',
    code: 'FAULT_SQL_INJECTION_TEST',
    title: 'Malformed SQL statement',
    status: 500,
    body: Done,
  },
  {
    path: '/test-fault/external-api',
    code: 'FAULT_EXTERNAL_API_LATENCY',
    title: 'Slow or malformed upstream answers',
    status: 504,
    body: z.object({ value: z.int() }),
  },
  {
    path: '/test-fault/db-timeout',
    code: 'FAULT_DB_TIMEOUT',
    title: 'Statement cancelled by its timeout',
    status: 500,
    body: Done,
  },
] as const;

/** Describes what the release of the demonstration answers, for the OpenAPI document. */
export function describeFaults(registry: OpenAPIHono['openAPIRegistry']): void {
  for (const { path, code, title, status, body } of FAULTS) {
    registry.registerPath({
      method: 'post',
      path,
      operationId: code,
      tags: [FAULT_TAG],
      summary: `${title} (${code})`,
      request: {
        headers: z.object({
          [VERIFICATION_HEADER.toLowerCase()]: z
            .string()
            .optional()
            .openapi({ description: '1: run the same code and record nothing' }),
        }),
      },
      responses: {
        200: answer('The request succeeded', body),
        ...failures(404, 502, 503, 504),
        [status]: answer('The request failed', z.union([FaultAnswer, ErrorAnswer])),
      },
    });
  }
}
