import { z } from 'zod';
import { ADAPTER_SETTINGS } from '../adapters/settings.ts';
import { flag, readSettings } from '../domain/settings.ts';

/** What the worker reads besides the shared settings and those of its adapters. */
export const WorkerSettings = z
  .object({
    TASK_QUEUE: z.string().default('suture').describe('Task queue of workflows and light steps.'),
    HEAVY_TASK_QUEUE: z.string().default('suture-heavy').describe('Task queue of proofs.'),
    PROOF_CONCURRENCY: z.coerce
      .number()
      .int()
      .positive()
      .default(1)
      .describe('Proofs that one worker runs at a time, besides one beside a replay.'),
    PROOF_DATABASE_URL: z
      .string()
      .optional()
      .describe(
        'PostgreSQL for the scratch databases of proofs; a role that may create databases and roles, no TLS. Absent: `DATABASE_URL`.',
      ),
    SANDBOX: z
      .enum(['auto', 'bubblewrap', 'process'])
      .default('auto')
      .describe('Isolation of proofs. `process` is weak: no network or file isolation.'),
    TEMPORAL_DECISIONS: z
      .enum(['accept', 'refuse'])
      .default('refuse')
      .describe(
        'Whether an approval, a rejection, a pause or a retry that a person sends in the Temporal Web UI counts. The embedded Temporal takes messages from any program of this machine, without `ADMIN_TOKEN`; accept them from a Temporal that checks who sends.',
      ),
    APPROVAL_FOR: z
      .string()
      .optional()
      .describe(
        'Faults whose proven fixes a person approves before the push, besides those whose policy requires it: codes separated by commas, or `all`.',
      ),
    TEMPORAL_CODEC_KEYS: z
      .string()
      .optional()
      .describe(
        'Encrypts histories: `name:key`, the key 32 bytes in base64, separated by commas; the first encrypts, all decrypt.',
      ),
    TEMPORAL_DEPLOYMENT: z
      .string()
      .optional()
      .describe(
        'Name of the worker deployment. Set: a heal finishes on the version of the worker that started it. Absent: versioning is off.',
      ),
    TEMPORAL_BUILD_ID: z
      .string()
      .optional()
      .describe("This worker's version in the deployment. Absent: the hash of the workflows."),
    TEMPORAL_PROMOTE: flag
      .default(true)
      .describe('Off: a new version waits until a person makes it the current one.'),
    TEMPORAL_DRAIN: flag
      .default(false)
      .describe(
        'A worker of an older version that only finishes the heals that it started, and ends when all are finished.',
      ),
  })
  .meta({ title: 'The worker' });

/**
 * All settings: the shared ones, those of every adapter, and the worker's own.
 * @throws SutureError `invalid_settings`
 */
export function readAllSettings(environment: Record<string, string | undefined>) {
  return readSettings(environment, WorkerSettings, ...ADAPTER_SETTINGS);
}
export type AllSettings = ReturnType<typeof readAllSettings>;
