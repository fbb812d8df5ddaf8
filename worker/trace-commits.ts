import { TRACE_TRAILER } from '../domain/pipeline.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import type { Tracing } from '../domain/ports/tracing.ts';

/**
 * Lets each commit carry the trace of the step that makes it, as one more trailer, so that the rollout which it causes
 * continues that trace. A commit that was made already keeps its own. Nothing changes where nobody traces.
 */
export function traceCommits(tracing: Tracing, codeHost: CodeHost): CodeHost {
  const traced = <Request extends { message: string }>(request: Request): Request => {
    const { traceparent } = tracing.context() ?? {};
    if (!traceparent) return request;
    return { ...request, message: `${request.message.trimEnd()}\n${TRACE_TRAILER}: ${traceparent}\n` };
  };
  return {
    ...codeHost,
    push: (request) => codeHost.push(traced(request)),
    revert: (request) => codeHost.revert(traced(request)),
  };
}
