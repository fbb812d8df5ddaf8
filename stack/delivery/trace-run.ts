import { TRACEPARENT } from '../../domain/pipeline.ts';
import type { TraceContext, Tracing } from '../../domain/ports/tracing.ts';
import type { Run } from './runs.ts';

/** When a stage ran, in milliseconds since the epoch, and why it failed if it did. */
export interface StageTime {
  name: string;
  from: number;
  to: number;
  failure?: string;
}

/**
 * Records a run that has ended as spans, a child for each stage: once in the trace of each of its commits, since a run
 * may take several heals live, or as a trace of its own where no commit carries one.
 * @returns the context of each of these traces
 */
export function traceRun(
  tracing: Tracing | undefined,
  run: Run,
  runUrl: string,
  stages: StageTime[],
): TraceContext[] {
  if (!tracing) return [];
  const parents = run.traces.length > 0 ? run.traces.map(contextOf) : [undefined];
  const times = { from: Date.parse(run.started_at), to: Date.parse(run.finished_at ?? run.started_at) };
  return parents.flatMap((parent) => {
    const attributes = {
      'suture.commit': run.sha,
      'suture.run_url': runUrl,
      'suture.incidents': run.incidents.join(','),
    };
    const failed = run.status === 'failure' ? { failure: run.detail } : {};
    const rollout = tracing.past(`rollout ${run.status}`, times, { parent, attributes, ...failed });
    if (!rollout) return [];
    for (const { name, failure, ...stage } of stages) {
      tracing.past(name, stage, { parent: rollout, ...(failure !== undefined && { failure }) });
    }
    return [rollout];
  });
}

/** A commit's trailer is free text; undefined where it is not a trace. */
export function contextOf(traceparent: string | undefined): TraceContext | undefined {
  return traceparent !== undefined && TRACEPARENT.test(traceparent) ? { traceparent } : undefined;
}
