import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { answer, failures, jsonBody } from '../api/answers.ts';
import { createRouter } from '../api/router.ts';
import { signed } from '../api/security.ts';
import type { AppParts } from '../parts.ts';
import { onlySigned } from '../signed-body.ts';
import type { Doors } from './doors/create-doors.ts';
import { ingestEvents, REMEMBERED_DAYS } from './ingest-events.ts';
import { joinStacks } from './join-stacks.ts';
import { readRecord, type SubscriptionRecord } from './subscription-record.ts';

/** More than a Lambda function can be handed at once, 6 MB. */
const LARGEST_BODY = 8 * 1024 * 1024;

/** What the log router sends: records of a CloudWatch Logs subscription as they came, in base64. */
const IngestBody = z.object({ records: z.array(z.unknown()).min(1).max(10_000) });

/**
 * How many lines were counted, were counted before, and have no known marker; `set_aside`, if any: how many records and
 * lines could not be read or kept.
 */
const IngestAnswer = z
  .object({ accepted: z.int(), duplicates: z.int(), ignored: z.int(), set_aside: z.int().optional() })
  .openapi('Ingested');

/**
 * `POST /cloudwatch`: turns marker lines of the faults of all attached services into occurrences, and
 * stacks into failures of faults that nobody declared. It needs
 * `INGEST_SECRET`. A failed request may be sent again: each event counts once. What cannot be read or kept is counted,
 * logged and left, since a record that is refused blocks all that come behind it.
 */
export function createIngestRoutes(
  { settings, store, log }: Pick<AppParts, 'settings' | 'store' | 'log'>,
  { accept }: Pick<Doors, 'accept'>,
) {
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
      200: answer('How many lines were counted', IngestAnswer),
      ...failures(400, 401, 413, 503),
    },
  });
  return routes.openapi(ingest, async (c) => {
    const records: SubscriptionRecord[] = [];
    // One after another: a request may unpack to far more than it weighs.
    for (const data of c.req.valid('json').records) records.push(await readRecord(data));
    const { accepted, duplicates, ignored, ...intake } = await ingestEvents(
      { store, accept, services: await store.listServices() },
      records.flatMap(({ events }) => joinStacks(events)),
    );
    const setAside = intake.setAside + records.reduce((sum, { unreadable }) => sum + unreadable, 0);
    if (setAside > 0) {
      const why = records.find((record) => record.why)?.why ?? intake.why;
      log(
        `Log lines from CloudWatch: ${setAside} could not be read or kept and were left out; the first: ${why}`,
      );
    }
    await store
      .forgetIngested(REMEMBERED_DAYS)
      .catch((error: Error) => log(`Old event ids could not be deleted: ${error.message}`));
    const control = records.reduce((sum, record) => sum + record.control, 0);
    const answered = { accepted, duplicates, ignored: ignored + control };
    return c.json(setAside > 0 ? { ...answered, set_aside: setAside } : answered, 200);
  });
}
