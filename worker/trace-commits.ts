import { TRACE_TRAILER } from '../domain/pipeline.ts';
import type { CodeHost, CodeHosts } from '../domain/ports/code-host.ts';
import type { Tracing } from '../domain/ports/tracing.ts';

/**
 * Adds the trace of the step that makes a commit to its message, as a trailer, so that the rollout of the commit
 * continues the trace. A commit that an earlier call made keeps its own. Without tracing, messages stay as they are.
 */
export function traceCommits(tracing: Tracing, codeHosts: CodeHosts): CodeHosts {
  const traced = <Request extends { message: string }>(request: Request): Request => {
    const { traceparent } = tracing.context() ?? {};
    if (!traceparent) return request;
    return { ...request, message: `${request.message.trimEnd()}\n${TRACE_TRAILER}: ${traceparent}\n` };
  };
  return {
    of(service): CodeHost {
      const codeHost = codeHosts.of(service);
      return {
        ...codeHost,
        push: (request) => codeHost.push(traced(request)),
        revert: (request) => codeHost.revert(traced(request)),
      };
    },
  };
}
