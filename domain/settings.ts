import { z } from 'zod';
import { SutureError } from './errors.ts';

const flag = z
  .enum(['true', 'false', '1', '0', 'True', 'False'])
  .transform((text) => text.toLowerCase() === 'true' || text === '1');

const port = z.coerce.number().int().min(1).max(65_535);

/**
 * Everything that can be set from outside, by the name of its environment variable.
 * `docs/configuration.md` is generated from this schema.
 */
export const Settings = z.object({
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address the app listens on. Anything but loopback needs `ADMIN_TOKEN`.'),
  PORT: port
    .default(8000)
    .describe('Port of the app. A busy port is replaced by a free one in the embedded stack.'),
  ADMIN_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe(
      'Bearer token for everything that changes something. Without it the app binds to loopback only.',
    ),
  BUILD_SHA: z
    .string()
    .default('development')
    .describe('Commit of the running release; set by the delivery.'),
  ENABLE_FAULT_INJECTION: flag.default(true).describe('Off: the three fault routes answer 404.'),
  MOCK_API_BASE_URL: z.url().default('http://mock_api:5001').describe('The flaky upstream.'),
  DATABASE_URL: z
    .string()
    .optional()
    .describe('PostgreSQL of the service and of Suture. Absent: the embedded one.'),
  REDIS_URL: z.string().optional().describe('Redis for live events and cooldowns. Absent: the embedded one.'),
  TEMPORAL_ADDRESS: z
    .string()
    .optional()
    .describe('Address of the Temporal frontend, such as `127.0.0.1:7233`. Absent: the embedded one.'),
  TEMPORAL_NAMESPACE: z.string().default('default').describe('Temporal namespace.'),
  TEMPORAL_UI_URL: z.string().optional().describe('Address of the Temporal Web UI, for links.'),
  TASK_QUEUE: z.string().default('suture').describe('Task queue of workflows and light steps.'),
  HEAVY_TASK_QUEUE: z.string().default('suture-heavy').describe('Task queue of proofs.'),
  PROOF_CONCURRENCY: z.coerce
    .number()
    .int()
    .positive()
    .default(1)
    .describe('Proofs that one worker runs at a time.'),
  CALLBACK_SECRET: z
    .string()
    .optional()
    .describe(
      'Signs the deploy callback (Standard Webhooks: base64, with or without `whsec_`). The embedded stack makes one.',
    ),
  CODE_HOST: z.enum(['local']).default('local').describe("Where the service's source lives."),
  ORIGIN_REPOSITORY: z
    .string()
    .optional()
    .describe('The bare origin repository on disk. The embedded stack makes one.'),
  COOLDOWNS: z.enum(['redis']).default('redis').describe('Where cooldowns are kept.'),
  KNOWLEDGE: z.enum(['postgres']).default('postgres').describe('Where runbooks and past fixes are searched.'),
  FIX_PROVIDERS: z
    .string()
    .default('repair')
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.enum(['repair'])).min(1))
    .describe('Fix providers, asked in this order.'),
  SANDBOX: z
    .enum(['auto', 'bubblewrap', 'process'])
    .default('auto')
    .describe('Isolation of proofs. `process` is weak: no network or file isolation.'),
  SERVICE_URL: z
    .string()
    .optional()
    .describe("Base URL of the running service, for verification. Absent: the app's own address."),
  DELIVERY_URL: z
    .string()
    .optional()
    .describe("Address of the local CI/CD's own pages. The embedded stack sets it."),
  DELIVERED_SERVICE: z
    .string()
    .optional()
    .describe(
      'The service, by its name in `suture.config.ts`, that the local CI/CD ships. Absent: the first.',
    ),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('The lowest level of the JSON lines on stdout: one a request, one a step.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url()
    .optional()
    .describe('Base URL of an OpenTelemetry collector (OTLP over HTTP). Absent: nothing is traced.'),
  STATE_DIR: z.string().default('.suture').describe('The one folder with all state of the embedded stack.'),
});
export type Settings = z.infer<typeof Settings>;

/**
 * Reads the settings from an environment. Empty variables count as absent.
 * @throws SutureError `invalid_settings`: one line for each variable that is wrong, saying what to set.
 */
export function readSettings(environment: Record<string, string | undefined>): Readonly<Settings> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = Settings.safeParse(given);
  if (result.success) return Object.freeze(result.data);
  const lines = result.error.issues.map((issue) => {
    const name = issue.path.join('.');
    const meaning = (Settings.shape as Record<string, z.ZodType>)[String(issue.path[0])]?.description ?? '';
    return `${name}: ${issue.message}. ${meaning}`.trim();
  });
  throw new SutureError('invalid_settings', `The configuration is not valid:\n  ${lines.join('\n  ')}`);
}
