import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { SutureError } from '../../domain/errors.ts';
import { answer, failures, jsonBody } from '../api/answers.ts';
import { createRouter } from '../api/router.ts';
import { signed } from '../api/security.ts';
import type { AppParts } from '../parts.ts';
import { onlySigned } from '../signed-body.ts';
import { ingestEvents, REMEMBERED_DAYS } from './ingest-events.ts';
import { readRecord } from './subscription-record.ts';

/** More than a Lambda function can be handed at once, 6 MB. */
const LARGEST_BODY = 8 * 1024 * 1024;

/** What the log router sends: records of a CloudWatch Logs subscription as they came, in base64. */
export const IngestBody = z.object({ records: z.array(z.string().min(1)).min(1).max(10_000) });

/** How many lines were counted, had been counted before, and were none of ours. */
export const IngestAnswer = z
  .object({ accepted: z.int(), duplicates: z.int(), ignored: z.int() })
  .openapi('Ingested');

type IngestParts = Pick<AppParts, 'settings' | 'service' | 'store' | 'log'>;

/**
 * `POST /cloudwatch`: turns marker lines into occurrences. A request that fails may be sent again, whole: each event
 * counts once. One record that cannot be read refuses the request before anything of it is counted.
 * @throws SutureError `invalid_settings` when lines are to be taken and there is no secret
 */
export function createIngestRoutes({ settings, service, store, log }: IngestParts) {
  if (settings.LOG_INTAKE === 'cloudwatch' && !settings.INGEST_SECRET) {
    throw new SutureError(
      'invalid_settings',
      'LOG_INTAKE is "cloudwatch" but INGEST_SECRET is not set. Set it to the secret that the log router signs with; make one with: openssl rand -base64 24',
    );
  }
  const routes = createRouter();
  routes.use(bodyLimit({ maxSize: LARGEST_BODY }));
  const ingest = createRoute({
    method: 'post',
    path: '/cloudwatch',
    tags: ['delivery'],
    summary: 'Log lines of a CloudWatch Logs subscription',
    ...signed,
    middleware: onlySigned(settings.INGEST_SECRET, {
      name: 'INGEST_SECRET',
      unset: 'ingest_not_configured',
    }),
    request: { body: jsonBody(IngestBody) },
    responses: {
      200: answer('What became of the lines', IngestAnswer),
      ...failures(400, 401, 409, 413, 503),
    },
  });
  return routes.openapi(ingest, async (c) => {
    if (settings.LOG_INTAKE !== 'cloudwatch') {
      throw new SutureError(
        'ingest_not_configured',
        'The requests that fail record themselves here, so their log lines would count twice. Set LOG_INTAKE=cloudwatch, or take the subscription away.',
        { benign: true },
      );
    }
    const records = await Promise.all(c.req.valid('json').records.map(readRecord));
    const intake = await ingestEvents(
      { store, service },
      records.flatMap(({ events }) => events),
    );
    await store
      .forgetIngested(REMEMBERED_DAYS)
      .catch((error: Error) => log(`Old event ids are still kept: ${error.message}`));
    const control = records.reduce((sum, record) => sum + record.control, 0);
    return c.json({ ...intake, ignored: intake.ignored + control }, 200);
  });
}
