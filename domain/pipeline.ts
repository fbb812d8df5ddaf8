import { z } from 'zod';

export const CommitSha = z.string().regex(/^[0-9a-f]{40}$/, 'a full commit id of 40 hexadecimal digits');

/** Longest texts of a report, in characters, and most incidents and stages: above what any rollout needs. */
const LONGEST_NAME = 100;
const LONGEST_URL = 2_000;
const MOST_INCIDENTS = 1_000;
const MOST_STAGES = 100;
export const LONGEST_DETAIL = 16_000;

/** `POST /developer/incidents/pipeline/callback`: what the delivery says at its end. */
export const PipelineCallback = z.object({
  /** The service, by the name under which it is attached. */
  service: z.string().min(1).max(LONGEST_NAME),
  /** The trailers `Suture-Incident` of all commits that this rollout took in, each once. */
  incidents: z.array(z.string().max(LONGEST_NAME)).max(MOST_INCIDENTS),
  status: z.enum(['success', 'failure']),
  /** The head that was rolled out; it may stand on further commits. */
  commit_sha: CommitSha,
  run_url: z.string().max(LONGEST_URL),
  /** What failed, in a sentence; empty on success. */
  detail: z.string().max(LONGEST_DETAIL).default(''),
  /**
   * Whose fault a failure is: the commit's, or that of what every commit needs, such as a runner that was lost or a database
   * that was away. A fix is not rolled back for the latter. Absent: the commit's.
   */
  cause: z.enum(['commit', 'surroundings']).optional(),
  /** How long each stage took, in milliseconds: `check`, `test`, `build`, `rollout`. */
  durations_ms: z
    .record(z.string().max(LONGEST_NAME), z.number().nonnegative())
    .refine((stages) => Object.keys(stages).length <= MOST_STAGES, `at most ${MOST_STAGES} stages`)
    .default({}),
});
export type PipelineCallback = z.infer<typeof PipelineCallback>;

/** `POST /developer/incidents/pipeline/pending`: a rollout has begun. */
export const PipelinePending = PipelineCallback.pick({
  service: true,
  incidents: true,
  commit_sha: true,
  run_url: true,
});
export type PipelinePending = z.infer<typeof PipelinePending>;

/** The subject of a commit that heals, `[FAULT:FAULT_X] …`, or resets, `[RESET] …`. */
export function faultCodesOf(subject: string): string[] {
  return [...subject.matchAll(/\[FAULT:([A-Z0-9_]+)\]/g)].map((match) => match[1] as string);
}

/**
 * The incidents of a rollout as it may report them. Any person can write a trailer; one that is no name of an incident, and
 * what is more than a report may hold, is left out.
 */
export function reportedIncidents(named: readonly string[]): string[] {
  return [...new Set(named)].filter((name) => /^[A-Z]{1,20}-\d{1,20}$/.test(name)).slice(0, MOST_INCIDENTS);
}

/** The trailer that ties a commit to its incident. */
export const INCIDENT_TRAILER = 'Suture-Incident';
/** The trailer that ties a commit to the step that made it, so that it is never made twice. */
export const KEY_TRAILER = 'Suture-Key';
/** The trailer that ties a commit to the trace of the step that made it; there only where traces are collected. */
export const TRACE_TRAILER = 'Suture-Trace';
/** How a trace is named in one line (https://www.w3.org/TR/trace-context/#traceparent-header). */
export const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
