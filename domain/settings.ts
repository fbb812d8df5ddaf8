import { z } from 'zod';
import { SutureError } from './errors.ts';

const flag = z
  .enum(['true', 'false', '1', '0', 'True', 'False'])
  .transform((text) => text.toLowerCase() === 'true' || text === '1');

/** `postgres:` takes more than a URL may hold, such as a socket's folder, so only its beginning is looked at. */
const postgresAddress = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must be like postgres://user:password@127.0.0.1:5432/suture');

const redisAddress = z.string().regex(/^rediss?:\/\//, 'must be like redis://127.0.0.1:6379');

const webAddress = z.url({ protocol: /^https?$/, error: 'must be like http://127.0.0.1:8000' });

const base64 = /^(whsec_)?([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;

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
  MOCK_API_BASE_URL: webAddress.default('http://mock_api:5001').describe('The flaky upstream.'),
  DATABASE_URL: postgresAddress
    .optional()
    .describe('PostgreSQL of the service and of Suture. Absent: the embedded one.'),
  PROOF_DATABASE_URL: z
    .string()
    .optional()
    .describe(
      'PostgreSQL for the scratch databases of proofs; a role that may create databases and roles, no TLS. Absent: `DATABASE_URL`.',
    ),
  REDIS_URL: redisAddress
    .optional()
    .describe('Redis for live events and cooldowns. Absent: the embedded one.'),
  TEMPORAL_ADDRESS: z
    .string()
    .optional()
    .describe('Address of the Temporal frontend, such as `127.0.0.1:7233`. Absent: the embedded one.'),
  TEMPORAL_NAMESPACE: z.string().default('default').describe('Temporal namespace.'),
  TEMPORAL_API_KEY: z.string().optional().describe('API key for Temporal Cloud; switches TLS on.'),
  TEMPORAL_TLS: z.string().optional().describe('`true` for TLS without a client certificate.'),
  TEMPORAL_TLS_CLIENT_CERT_PATH: z.string().optional().describe('Client certificate for mTLS, a PEM file.'),
  TEMPORAL_TLS_CLIENT_KEY_PATH: z.string().optional().describe('Key of the client certificate, a PEM file.'),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: z
    .string()
    .optional()
    .describe("Authority that signed the server's certificate, a PEM file. Absent: the usual ones."),
  TEMPORAL_TLS_SERVER_NAME: z
    .string()
    .optional()
    .describe("Name that the server's certificate must bear, where it is not the address."),
  TEMPORAL_CONFIG_FILE: z
    .string()
    .optional()
    .describe("A file with profiles, as Temporal's CLI writes it. Variables go before it."),
  TEMPORAL_PROFILE: z
    .string()
    .optional()
    .describe('The profile to take from that file, or from the usual one.'),
  TEMPORAL_CODEC_KEYS: z
    .string()
    .optional()
    .describe(
      'Encrypts what goes into histories: `name:key`, the key 32 bytes in base64, separated by commas; the first encrypts, all decrypt.',
    ),
  TEMPORAL_DEPLOYMENT: z
    .string()
    .optional()
    .describe(
      'Name of the worker deployment. Set: heals finish on the version of the workers that they started with. Absent: versioning is off.',
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
      'A worker of an older version that only finishes the heals that began on it, and ends when none is left.',
    ),
  TEMPORAL_UI_URL: webAddress.optional().describe('Address of the Temporal Web UI, for links.'),
  TASK_QUEUE: z.string().default('suture').describe('Task queue of workflows and light steps.'),
  HEAVY_TASK_QUEUE: z.string().default('suture-heavy').describe('Task queue of proofs.'),
  PROOF_CONCURRENCY: z.coerce
    .number()
    .int()
    .positive()
    .default(1)
    .describe('Proofs that one worker runs at a time.'),
  APPROVAL_FOR: z
    .string()
    .optional()
    .describe(
      'Faults whose proven fixes a person approves before they are pushed, besides those whose policy says so: codes separated by commas, or `all`.',
    ),
  CALLBACK_SECRET: z
    .string()
    .regex(base64, 'must be base64, with or without whsec_ before it; make one with: openssl rand -base64 24')
    .optional()
    .describe(
      'Signs the deploy callback (Standard Webhooks: base64, with or without `whsec_`). The embedded stack makes one.',
    ),
  LOG_INTAKE: z
    .enum(['process', 'cloudwatch'])
    .default('process')
    .describe(
      'How failures become incidents: recorded by the request that fails, or taken from the CloudWatch Logs that the router sends to `/ingest/cloudwatch`.',
    ),
  INGEST_SECRET: z
    .string()
    .optional()
    .describe(
      'Signs what the log router sends, as `CALLBACK_SECRET` does for the delivery; another secret, so that neither can speak for the other. For `LOG_INTAKE=cloudwatch`.',
    ),
  CODE_HOST: z
    .enum(['local', 'github', 'lambda'])
    .default('local')
    .describe(
      "Where the service's source lives: a bare repository on disk, GitHub, or GitHub through the GithubTool Lambda. See docs/github.md.",
    ),
  ORIGIN_REPOSITORY: z
    .string()
    .optional()
    .describe('The bare origin repository on disk. The embedded stack makes one.'),
  COOLDOWNS: z.enum(['redis', 'ssm']).default('redis').describe('Where cooldowns are kept.'),
  SSM_PREFIX: z
    .string()
    .regex(/^(?!\/(aws|ssm))(\/[\w.-]+)+$/i, 'a path such as /suture/production, not below /aws or /ssm')
    .optional()
    .describe(
      'Path of the SSM parameters that are cooldowns, one for each environment. For `COOLDOWNS=ssm`.',
    ),
  AWS_REGION: z
    .string()
    .optional()
    .describe("Region of the AWS services. Absent: the AWS SDK's own sources."),
  AWS_ENDPOINT_URL: z.url().optional().describe('In place of the addresses of AWS, for a stand-in.'),
  KNOWLEDGE: z
    .enum(['postgres', 'backboard'])
    .default('postgres')
    .describe('Where runbooks and past fixes are searched.'),
  KNOWLEDGE_FALLBACK: z
    .enum(['none', 'postgres'])
    .default('none')
    .describe(
      'What heals use while Backboard does not answer, with a note in the timeline. `none`: they wait for it.',
    ),
  BACKBOARD_API_KEY: z.string().optional().describe('Key of the Backboard API. For `KNOWLEDGE=backboard`.'),
  BACKBOARD_BASE_URL: z.url().default('https://app.backboard.io/api').describe('Where the Backboard API is.'),
  BACKBOARD_ASSISTANT_ID: z
    .string()
    .optional()
    .describe(
      'The assistant whose memories hold the knowledge, one for each environment. Absent: the one named `Suture`, made on first use.',
    ),
  FIX_PROVIDERS: z
    .string()
    .default('memory,repair')
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.enum(['memory', 'repair', 'claude'])).min(1))
    .describe(
      'Fix providers, asked in this order: `memory` (fixes that held before), `repair` (the repair engine), `claude` (needs `ANTHROPIC_API_KEY`).',
    ),
  ANTHROPIC_API_KEY: z.string().optional().describe('Key of the Claude API, for the fix provider `claude`.'),
  ANTHROPIC_MODEL: z
    .string()
    .default('claude-sonnet-5-5')
    .describe('Model that the fix provider `claude` asks.'),
  ANTHROPIC_BASE_URL: z
    .url()
    .default('https://api.anthropic.com')
    .describe('Where the Claude API is; a gateway that speaks the Messages API can stand in its place.'),
  SANDBOX: z
    .enum(['auto', 'bubblewrap', 'process'])
    .default('auto')
    .describe('Isolation of proofs. `process` is weak: no network or file isolation.'),
  SERVICE_URL: webAddress
    .optional()
    .describe("Base URL of the running service, for verification. Absent: the app's own address."),
  DELIVERY: z
    .enum(['local', 'github-actions'])
    .default('local')
    .describe('Who takes a push live: the local CI/CD, or GitHub Actions.'),
  DELIVERY_WORKFLOW: z
    .string()
    .default('deploy.yml')
    .describe('With `DELIVERY=github-actions`: the file below `.github/workflows/` that delivers.'),
  GITHUB_TOKEN: z.string().optional().describe('Token for GitHub; what it may do is in docs/github.md.'),
  GITHUB_OWNER: z.string().optional().describe('User or organisation of the repository on GitHub.'),
  GITHUB_REPO: z.string().optional().describe('Name of the repository on GitHub.'),
  GITHUB_BASE_URL: z
    .url()
    .default('https://api.github.com')
    .describe('REST address of GitHub; `https://<host>/api/v3` for GitHub Enterprise Server.'),
  GITHUB_APP_ID: z
    .string()
    .optional()
    .describe('GitHub App, in place of `GITHUB_TOKEN`; needs the two that follow as well.'),
  GITHUB_APP_PRIVATE_KEY: z
    .string()
    .optional()
    .describe('Private key of the App, PEM; line ends may be written as `\\n`.'),
  GITHUB_INSTALLATION_ID: z.string().optional().describe('Installation of the App on the repository.'),
  GITHUB_MODE: z
    .enum(['push', 'pull_request'])
    .default('push')
    .describe('`push`: proven fixes go to the branch. `pull_request`: a person merges or closes each.'),
  GITHUB_WEBHOOK_SECRET: z
    .string()
    .optional()
    .describe(
      'Secret of the webhook that reports to `POST /ingest/github`. Absent: GitHub is asked instead.',
    ),
  GITHUB_LAMBDA_NAME: z
    .string()
    .optional()
    .describe('Name or ARN of the GithubTool Lambda, for `CODE_HOST=lambda`.'),
  DELIVERY_URL: webAddress
    .optional()
    .describe("Address of the local CI/CD's own pages. The embedded stack sets it."),
  DELIVERED_SERVICE: z
    .string()
    .optional()
    .describe(
      'The service, by its name in `suture.config.ts`, that the local CI/CD ships. Absent: the first.',
    ),
  PUBLIC_URL: webAddress
    .optional()
    .describe('Where people find the dashboard, for links in notifications. Absent: `SERVICE_URL`.'),
  NOTIFY_SLACK_URL: webAddress
    .optional()
    .describe("Slack's incoming webhook, told when a person is asked and when an incident ends."),
  NOTIFY_WEBHOOK_URL: webAddress.optional().describe('Told the same as JSON, signed.'),
  NOTIFY_WEBHOOK_SECRET: z
    .string()
    .optional()
    .describe('Signs those (Standard Webhooks: base64, with or without `whsec_`).'),
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
