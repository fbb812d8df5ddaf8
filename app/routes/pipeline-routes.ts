import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';
import { PipelineCallback, PipelinePending } from '../../domain/pipeline.ts';
import { invalid } from '../http-errors.ts';
import type { AppParts } from '../parts.ts';

const LARGEST_BODY = 256 * 1024;

/**
 * What the delivery reports, signed by the Standard Webhooks scheme with `CALLBACK_SECRET`
 * (https://www.standardwebhooks.com). A report is handed to the workflows that wait for it, once for each `webhook-id`.
 */
export function createPipelineRoutes({ settings, store, events }: AppParts): Hono {
  const verifier = createVerifier(settings.CALLBACK_SECRET);

  /** The report, once its signature and its shape are right and it is about something that is known here. */
  async function read<Report extends PipelinePending>(c: Context, schema: z.ZodType<Report>) {
    const report = parse(await verified(c, verifier), schema);
    const awaiting = await store.workflowsAwaitingRollout(report.fault_codes);
    if (awaiting.length === 0 && !(await store.isKnownCommit(report.commit_sha))) {
      throw new SutureError(
        'unknown_commit',
        `Nothing here pushed ${report.commit_sha} or waits for a rollout of ${report.fault_codes.join(', ') || 'no fault'}; there is nobody to tell.`,
        { benign: true },
      );
    }
    return { report, awaiting };
  }

  return new Hono()
    .use(bodyLimit({ maxSize: LARGEST_BODY }))
    .post('/pending', async (c) => {
      const { report, awaiting } = await read(c, PipelinePending);
      const message = `Rollout of ${report.commit_sha.slice(0, 12)} has begun`;
      const at = new Date().toISOString();
      events.publish({ seq: null, kind: 'delivery', incident_id: null, phase: null, message, at });
      return c.json({ accepted: true, workflows: awaiting }, 202);
    })
    .post('/callback', async (c) => {
      const { report, awaiting } = await read(c, PipelineCallback);
      for (const workflowId of awaiting) {
        await store.enqueue(
          { kind: 'signal', workflowId, signal: 'rolloutFinished', payload: report },
          `callback:${c.req.header('webhook-id')}:${workflowId}`,
        );
      }
      const message = `Rollout of ${report.commit_sha.slice(0, 12)}: ${report.status}`;
      const at = new Date().toISOString();
      events.publish({ seq: null, kind: 'delivery', incident_id: null, phase: null, message, at });
      return c.json({ accepted: true, workflows: awaiting }, 202);
    });
}

/** @throws SutureError `invalid_settings` when the secret is no base64 */
function createVerifier(secret: string | undefined): Webhook | null {
  if (!secret) return null;
  try {
    return new Webhook(secret);
  } catch (error) {
    throw new SutureError(
      'invalid_settings',
      'CALLBACK_SECRET: must be base64, with or without "whsec_" before it; make one with: openssl rand -base64 24',
      { cause: error },
    );
  }
}

async function verified(c: Context, verifier: Webhook | null): Promise<string> {
  if (!verifier) {
    throw new SutureError(
      'callback_not_configured',
      'CALLBACK_SECRET is not set here, so no callback can be trusted. Set it.',
    );
  }
  const body = await c.req.text();
  try {
    verifier.verify(body, c.req.header(), { jsonParse: false });
    return body;
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    throw new SutureError(
      'bad_signature',
      `The callback is not signed as the Standard Webhooks scheme asks: ${error.message}. Sign it with CALLBACK_SECRET, and check both clocks.`,
      { benign: true, cause: error },
    );
  }
}

function parse<Report>(body: string, schema: z.ZodType<Report>): Report {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw invalid('invalid_body', [{ path: [], message: 'no JSON' }]);
  }
  const result = schema.safeParse(value);
  if (!result.success) throw invalid('invalid_body', result.error.issues);
  return result.data;
}
