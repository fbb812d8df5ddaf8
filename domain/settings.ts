import { z } from 'zod';
import { SutureError } from './errors.ts';

/** `true`, `false`, `1` or `0`. */
export const flag = z
  .enum(['true', 'false', '1', '0', 'True', 'False'])
  .transform((text) => text.toLowerCase() === 'true' || text === '1');

/** `postgres:` takes more than a URL may hold, such as a socket's folder, so only its beginning is checked. */
const postgresAddress = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must be like postgres://user:password@127.0.0.1:5432/suture');

const redisAddress = z.string().regex(/^rediss?:\/\//, 'must be like redis://127.0.0.1:6379');

/** The address of a web server. */
export const webAddress = z.url({ protocol: /^https?$/, error: 'must be like http://127.0.0.1:8000' });

const base64 = /^(whsec_)?([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;

/**
 * What several programs read, by the name of the environment variable. An adapter and the worker add a fragment of
 * their own (`settings.ts` beside them); `docs/configuration.md` is generated from all of them.
 */
export const Settings = z
  .object({
    HOST: z
      .string()
      .default('127.0.0.1')
      .describe('Address the control plane listens on. Any address but loopback needs `ADMIN_TOKEN`.'),
    PORT: z.coerce
      .number()
      .int()
      .min(1)
      .max(65_535)
      .default(8000)
      .describe('Port of the control plane. The embedded stack takes a free one if it is in use.'),
    SUTURE_URL: webAddress
      .optional()
      .describe(
        'Where the control plane answers, for callbacks and links. Absent: `http://127.0.0.1:` and `PORT`.',
      ),
    PUBLIC_URL: webAddress
      .optional()
      .describe('Where people find the dashboard, for links in notifications. Absent: `SUTURE_URL`.'),
    ALLOWED_HOSTS: z
      .string()
      .default('')
      .transform((text) => text.split(',').flatMap((name) => name.trim() || []))
      .describe(
        'Names, separated by commas, under which the control plane and the delivery are reached besides loopback, addresses, and the hosts of `SUTURE_URL` and `PUBLIC_URL`. `*` allows every name.',
      ),
    ADMIN_TOKEN: z
      .string()
      .min(16)
      .optional()
      .describe(
        'Bearer token for each request that changes something. Without it the control plane listens on loopback only.',
      ),
    BUILD_SHA: z.string().default('development').describe('Commit of this build, for logs and traces.'),
    DATABASE_URL: postgresAddress
      .optional()
      .describe("PostgreSQL of Suture; a service's own database is set elsewhere. Absent: the embedded one."),
    REDIS_URL: redisAddress
      .optional()
      .describe('Redis for live events and cooldowns. Absent: the embedded one.'),
    TEMPORAL_ADDRESS: z
      .string()
      .optional()
      .describe('Address of the Temporal frontend, such as `127.0.0.1:7233`. Absent: the embedded one.'),
    TEMPORAL_NAMESPACE: z.string().default('default').describe('Temporal namespace.'),
    TEMPORAL_UI_URL: webAddress.optional().describe('Address of the Temporal Web UI, for links.'),
    CALLBACK_SECRET: z
      .string()
      .regex(
        base64,
        'must be base64, with or without whsec_ before it; make one with: openssl rand -base64 24',
      )
      .optional()
      .describe(
        'Signs the deploy callback (Standard Webhooks: base64, with or without `whsec_`). The embedded stack makes one.',
      ),
    INGEST_SECRET: z
      .string()
      .optional()
      .describe(
        'Signs what the log router sends to `POST /ingest/cloudwatch`; different from `CALLBACK_SECRET`. Absent: that path answers 503.',
      ),
    GITHUB_WEBHOOK_SECRET: z
      .string()
      .optional()
      .describe(
        'Secret of the webhook that reports to `POST /ingest/github`. Absent: the worker asks GitHub instead.',
      ),
    INTAKE_EVENTS_PER_SECOND: z.coerce
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(5_000)
      .describe(
        'Failures that one service may report each second; ten times as many at once. More are answered 429 with `Retry-After`.',
      ),
    INTAKE_LARGEST_BODY: z.coerce
      .number()
      .int()
      .min(64 * 1024)
      .max(200 * 1024 * 1024)
      .default(20 * 1024 * 1024)
      .describe(
        'Bytes that a Sentry envelope or an OTLP export may have, as sent and unpacked. More is answered 413.',
      ),
    LOG_LEVEL: z
      .enum(['debug', 'info', 'warn', 'error', 'silent'])
      .default('info')
      .describe('The lowest level of the JSON lines on stdout: one for each request and each step.'),
    STATE_DIR: z
      .string()
      .default('.suture')
      .describe('Folder of the embedded stack, and of what the worker caches.'),
    PACKAGE_CACHE: z
      .string()
      .optional()
      .describe(
        'Where the packages of services are kept once installed. Several Sutures may share a folder. Absent: `packages` in `STATE_DIR`.',
      ),
  })
  .meta({ title: 'What several programs share' });
export type Settings = z.infer<typeof Settings>;

/** What the fragments of a list hold together. */
type Composed<Fragments extends readonly z.ZodObject[]> = Fragments extends readonly [
  infer First extends z.ZodObject,
  ...infer Others extends readonly z.ZodObject[],
]
  ? z.infer<First> & Composed<Others>
  : unknown;

/**
 * Reads the shared settings, and the fragments that a program needs besides, from an environment. An empty variable
 * counts as absent.
 * @returns one frozen object that holds all of them
 * @throws SutureError `invalid_settings`: one line for each variable that is wrong, with what to set
 */
export function readSettings<const Fragments extends readonly z.ZodObject[]>(
  environment: Record<string, string | undefined>,
  ...fragments: Fragments
): Readonly<Settings & Composed<Fragments>> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const schema = z.object(Object.assign({}, ...[Settings, ...fragments].map(({ shape }) => shape)));
  const result = schema.safeParse(given);
  if (result.success) return Object.freeze(result.data) as Readonly<Settings & Composed<Fragments>>;
  const lines = result.error.issues.map((issue) => {
    const name = issue.path.join('.');
    const meaning = (schema.shape as Record<string, z.ZodType>)[String(issue.path[0])]?.description ?? '';
    return `${name}: ${issue.message}. ${meaning}`.trim();
  });
  throw new SutureError('invalid_settings', `The configuration is not valid:\n  ${lines.join('\n  ')}`);
}

/** Where the control plane answers. */
export function sutureUrl({ SUTURE_URL, PORT }: Pick<Settings, 'SUTURE_URL' | 'PORT'>): string {
  return SUTURE_URL ?? `http://127.0.0.1:${PORT}`;
}
