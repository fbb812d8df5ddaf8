import { z } from '@hono/zod-openapi';
import { Attachment } from '../../domain/service.ts';
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

/** An attached service. */
export const ServiceAnswer = Attachment.extend({
  faults: z.array(z.object({ code: z.string(), title: z.string(), severity: Severity, route: z.string() })),
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

export const DetachAnswer = z.object({ name: z.string(), detached: z.literal(true) }).openapi('Detached');
