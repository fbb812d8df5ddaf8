import { z } from 'zod';
import { ProbeRequest } from '../evidence.ts';
import { PolicyChanges } from '../fault-policy.ts';
import { repositoryPath } from './values.ts';

export const Severity = z.enum(['low', 'medium', 'high', 'critical']);
export type Severity = z.infer<typeof Severity>;

/** An answer. */
export const Expectation = z.object({
  status: z.number().int().min(100).max(599),
  /**
   * The answer's body, compared deeply; absent means any body. A string `"$name"` stands for the value
   * `name` of the service's `vary`, which differs from run to run in the sandbox.
   */
  body: z.unknown().optional(),
});
export type Expectation = z.infer<typeof Expectation>;

/** A request that the service must answer in this way. */
export const HttpProbe = z.object({
  kind: z.literal('http').default('http'),
  request: ProbeRequest,
  /** Null: nobody said what is right. Then the failure must be gone, and a person reviews the fix. */
  expect: Expectation.nullable(),
  /** How long one run may take, in milliseconds. */
  timeoutMs: z.number().int().positive().default(60_000),
  /** Whether a fix is verified by this request to the running service. Absent: as the service's `verify` says. */
  production: z.boolean().optional(),
});
export type HttpProbe = z.infer<typeof HttpProbe>;

/** A command, run in the worktree inside the sandbox, that must exit with 0. */
export const CommandProbe = z.object({
  kind: z.literal('command'),
  command: z.array(z.string()).min(1),
  timeoutMs: z.number().int().positive().default(60_000),
});
export type CommandProbe = z.infer<typeof CommandProbe>;

export const Probe = z.union([HttpProbe, CommandProbe]);
export type Probe = z.infer<typeof Probe>;

/** How sure a proof must be. The number of runs follows: see `proof/confidence.ts`. */
export const Assurance = z.object({
  /** The share of calls that must succeed, 0 to 1 (exclusive). */
  successRate: z.number().gt(0).lt(1).default(0.5),
  /** How sure we want to be of that share, 0 to 1 (exclusive). */
  confidence: z.number().gt(0).lt(1).default(0.95),
});
export type Assurance = z.infer<typeof Assurance>;

export const FaultDefinition = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_]{2,79}$/, 'capital letters, digits and underscores'),
  /** The family, such as `sql_error`; shown to people, known to no engine. */
  type: z.string().default('declared'),
  title: z.string(),
  severity: Severity.default('medium'),
  route: z.string().startsWith('/'),
  /** What the failure's log line starts with. Absent: the code. */
  logMarker: z.string().optional(),
  /** The only files that a fix of this fault may read or change. */
  allowedFiles: z.array(repositoryPath).min(1),
  /** The faulty text of the first allowed file, for the reset of a demonstration. */
  baselineFile: repositoryPath.nullable().default(null),
  probe: Probe,
  assurance: Assurance.default({ successRate: 0.5, confidence: 0.95 }),
  /** What is not said here is as in the service's `policy`. */
  policy: PolicyChanges,
});
