import { z } from '@hono/zod-openapi';
import { Attachment } from '../../domain/service.ts';
import { ReportedCheck } from '../../domain/service-checks.ts';
import { Severity } from '../../domain/service-definition.ts';

/** Whether the app takes requests. */
export const Up = z.object({ status: z.enum(['ok', 'stopping']) });

/** The commit of the running program. */
export const Build = z.object({ build_sha: z.string() });

/** What `PUT /developer/services/{name}` takes: where a service lives, runs and is delivered. */
export const AttachBody = Attachment.omit({ name: true }).extend({
  /** The intake key. Absent: a new service gets a generated one, an attached one keeps its own. */
  key: z
    .string()
    .regex(/^[\w-]{16,100}$/, '16 to 100 letters, digits, dashes and underscores')
    .optional(),
});

const time = z.string().nullable();

/** What the recorder of a running service reports. */
const Signs = z.object({
  /** When it said hello, and when it sent a failing request, for the last time. */
  hello_at: time,
  recorded_at: time,
  node: z.string().nullable(),
  /** Where the service answers on its own machine. */
  address: z.string().nullable(),
  /** The commit that is live, as the recorder reported it at its start. */
  release: z.string().nullable(),
  /** Requests of the last 24 hours. */
  requests: z.number(),
  /** Failing requests that no declared fault matches. */
  undeclared: z.array(
    z.object({
      method: z.string(),
      route: z.string(),
      /** Null: the process ended before it answered. */
      status: z.int().nullable(),
      error_class: z.string().nullable(),
      message: z.string(),
      times: z.number(),
      first_at: z.string(),
      last_at: z.string(),
    }),
  ),
});

/** What Suture has checked of a service. */
const Checks = z.object({
  definition_read_at: time,
  /** What the `suture.yaml` and the files of a commit tell; null until a worker has looked. */
  detection: z
    .object({
      commit: z.string(),
      at: z.string(),
      found: z.array(z.object({ what: z.string(), value: z.string() })),
    })
    .nullable(),
  /** The last `suture check` that was reported. */
  check: ReportedCheck.extend({ at: z.string() }).nullable(),
});

/** An attached service. */
export const ServiceAnswer = Attachment.extend({
  faults: z.array(
    z.object({
      code: z.string(),
      title: z.string(),
      severity: Severity,
      route: z.string(),
      /** Failing requests of all its incidents. */
      occurrences: z.number(),
    }),
  ),
  checks: Checks,
  signs: Signs,
  /** What is missing, each with the command or the line that helps. */
  missing: z.array(z.object({ what: z.string(), help: z.string() })),
  /** What its `suture.yaml` says; null until it was read. */
  definition: z.record(z.string(), z.unknown()).nullable(),
  definition_commit: z.string().nullable(),
  /** Why the definition cannot be used; null when it can. */
  problem: z.string().nullable(),
  attached_at: z.string(),
}).openapi('Service');
export type ServiceAnswer = z.infer<typeof ServiceAnswer>;

export const ServicesAnswer = z.object({ services: z.array(ServiceAnswer) }).openapi('Services');

/** The service, and its key, which is shown only when it was set. */
export const AttachAnswer = ServiceAnswer.extend({
  key: z.string().nullable(),
  /** For `SUTURE_DSN` of the service. */
  dsn: z.string().nullable(),
}).openapi('AttachedService');

export const CheckAnswer = z.object({ name: z.string(), kept: z.literal(true) }).openapi('CheckKept');

export const DetachAnswer = z.object({ name: z.string(), detached: z.literal(true) }).openapi('Detached');
