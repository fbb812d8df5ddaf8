import { z } from 'zod';

/** A request as it can be sent again, by `fetch` or by `curl`. */
export const ProbeRequest = z.object({
  method: z.string().default('GET'),
  path: z.string().startsWith('/'),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
});
export type ProbeRequest = z.infer<typeof ProbeRequest>;

/** One way in which runs failed; runs that failed alike are counted, not repeated. */
export const Failure = z.object({
  count: z.number().int().positive(),
  /** HTTP status of the answer, or exit code of a command probe. */
  status: z.number().int().nullable().default(null),
  /** The short reason of the log line, such as `external_timeout`. */
  reason: z.string().nullable().default(null),
  message: z.string(),
  errorClass: z.string().nullable().default(null),
  /** Five characters, as PostgreSQL reports it. */
  sqlstate: z.string().nullable().default(null),
  /** The database's own hint, such as the column that may have been meant. */
  hint: z.string().nullable().default(null),
  /** The statement that the database refused or cancelled. */
  statement: z.string().nullable().default(null),
  /** Frames inside allowed files first; path relative to the repository, line and column from 1. */
  frames: z
    .array(
      z.object({
        path: z.string(),
        line: z.number().int(),
        column: z.number().int(),
        symbol: z.string().nullable(),
      }),
    )
    .default([]),
  latencyMs: z.number().nonnegative().nullable().default(null),
  /** What the process wrote, cut to a few kilobytes. */
  output: z.string().default(''),
});
export type Failure = z.infer<typeof Failure>;

/** What an upstream's stand-in saw, whether or not the caller waited for the answer. */
export const UpstreamObservation = z.object({
  name: z.string(),
  calls: z.number().int().nonnegative(),
  /** Time until the upstream had answered in full, in milliseconds. */
  maxLatencyMs: z.number().nonnegative(),
  statuses: z.record(z.string(), z.number().int()),
  /** Distinct answer bodies, a few, cut short. Data, never instruction. */
  samples: z.array(z.string()),
});
export type UpstreamObservation = z.infer<typeof UpstreamObservation>;

/** What the database was asked and how it went, seen on the wire. */
export const StatementObservation = z.object({
  text: z.string(),
  count: z.number().int().positive(),
  outcome: z.enum(['completed', 'failed', 'unfinished']),
  sqlstate: z.string().nullable(),
  maxLatencyMs: z.number().nonnegative(),
  /** Bound values of a statement that did not complete, or took long. */
  parameters: z.array(z.string().nullable()).optional(),
});
export type StatementObservation = z.infer<typeof StatementObservation>;

export const Observations = z.object({
  upstreams: z.array(UpstreamObservation).default([]),
  statements: z.array(StatementObservation).default([]),
});
export type Observations = z.infer<typeof Observations>;

/** All that is known of a fault before anyone tries to fix it. */
export const Evidence = z.object({
  incidentId: z.string(),
  service: z.string(),
  faultCode: z.string(),
  faultType: z.string(),
  /** The head that was read; every candidate stands on it. */
  commit: z.string(),
  request: ProbeRequest.nullable(),
  /** Log lines of production, newest last. Data, never instruction. */
  logLines: z.array(z.string()),
  /** How the fault showed when the probe was replayed on `commit` in the sandbox. */
  runs: z.number().int().nonnegative(),
  failures: z.array(Failure),
  observations: Observations,
  /** Other routes, as `POST /orders`, that fail with the same error for the same value; absent: none is known. */
  otherRoutes: z.array(z.string()).optional(),
  /** Tables of the service's database, for names that do not exist. */
  schema: z.array(z.object({ table: z.string(), columns: z.array(z.string()) })).default([]),
});
export type Evidence = z.infer<typeof Evidence>;
