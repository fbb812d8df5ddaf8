import type { PipelineCallback } from './pipeline.ts';

/** How the delivery of a commit ended. */
export interface Rollout {
  status: 'success' | 'failure';
  /** The head that was rolled out; null when only the pipeline's own record is known. */
  head: string | null;
  runUrl: string | null;
  /** What failed, a sentence; empty on success. */
  detail: string;
  /** Whose fault a failure is. Absent in histories from before it was told apart: the commit's. */
  cause?: 'commit' | 'surroundings' | undefined;
  /** Milliseconds by stage of the pipeline; empty when the callback was lost. */
  durationsMs: Record<string, number>;
  /** `asked`: the callback was lost or late. `deadline`: no answer in time. */
  learnedBy: 'callback' | 'asked' | 'deadline';
}

/** A callback in the words of a heal. */
export function rolloutOf(callback: PipelineCallback): Rollout {
  return {
    status: callback.status,
    head: callback.commit_sha,
    runUrl: callback.run_url,
    detail: callback.detail,
    cause: callback.cause,
    durationsMs: callback.durations_ms,
    learnedBy: 'callback',
  };
}

/** A rollout without news before its deadline counts as failed, and nobody knows whose fault that is. */
export function overdueRollout(seconds: number): Rollout {
  return {
    status: 'failure',
    head: null,
    runUrl: null,
    detail: `The delivery did not finish within ${seconds} s.`,
    cause: 'surroundings',
    durationsMs: {},
    learnedBy: 'deadline',
  };
}
