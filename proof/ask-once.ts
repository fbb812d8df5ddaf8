import type { Failure, ProbeRequest } from '../domain/evidence.ts';
import { readBody } from '../domain/expectation.ts';
import { HttpProbe } from '../domain/service-definition.ts';
import { timeLimit } from '../platform/deadline.ts';
import { describeExit } from './describe-exit.ts';
import { endedAfter } from './ended-after.ts';
import { failuresOf } from './failures.ts';
import { askProbe } from './probe-http.ts';
import type { RunResult } from './runs.ts';
import { openStage } from './stage.ts';
import { type RunningService, startService } from './start-service.ts';
import type { BaseJob } from './tools.ts';

/** How long a service is looked at after its answer, in milliseconds of its own time: an error that nobody caught ends it then. */
const AFTER_MS = 500;

/** What a service answered to one request. */
export interface Answer {
  /** Null where there was no answer. */
  status: number | null;
  /** As its JSON says, or the text. */
  body: unknown;
  latencyMs: number;
  /** Set for a status of 5xx, no answer in time, and a service that ended: what a service must never do. */
  failure: Failure | null;
}

/**
 * Sends one request to the unchanged service in the sandbox, without an idea of what would be right.
 * @throws StartFailure when the service does not start
 */
export async function askOnce(job: BaseJob, request: ProbeRequest, timeoutMs: number): Promise<Answer> {
  const base = await job.bases.take(job.subject);
  try {
    const stage = await openStage(job, { base, groups: 1, eager: () => true });
    try {
      const [group] = stage.groups;
      if (!group) throw new Error('A stage without a group was opened.');
      const service = await startService(job, {
        worktree: base,
        stage,
        group,
        timeMs: timeoutMs + 10_000,
        signal: job.signal,
      });
      try {
        const { answer, result } = await ask(job, service, request, timeoutMs);
        const [failure = null] = failuresOf([result], {
          outputs: [service.run.output()],
          sightings: stage.database?.witness.sightings() ?? [],
          folder: base.folder,
          allowedFiles: [],
        });
        return { ...answer, failure };
      } finally {
        await service.stop();
      }
    } finally {
      await stage.close();
    }
  } finally {
    base.release();
  }
}

async function ask(
  { signal }: BaseJob,
  service: RunningService,
  request: ProbeRequest,
  timeoutMs: number,
): Promise<{ answer: Omit<Answer, 'failure'>; result: RunResult }> {
  const startedAt = performance.now();
  const limit = timeLimit(timeoutMs);
  const probe = HttpProbe.parse({ request, expect: { status: 200 } });
  let status: number | null = null;
  let body: unknown = null;
  let message = '';
  try {
    const until = AbortSignal.any([signal, limit]);
    ({ status, body } = await askProbe(probe, service, { marked: false, signal: until }));
    if (status >= 500) message = `answered ${status}`;
  } catch (error) {
    signal.throwIfAborted();
    message = limit.aborted
      ? `no answer within ${timeoutMs} ms`
      : `the connection broke: ${(error as Error).message}`;
  }
  const endedAt = performance.now();
  const ended = await endedAfter(service, AFTER_MS, signal);
  if (ended) message = `the service is gone: ${describeExit(ended)}`;
  const shown = typeof body === 'string' ? readBody(body) : body;
  const result = {
    passed: message === '',
    group: 0,
    startedAt,
    endedAt,
    status,
    reason: null,
    message,
    output: '',
  };
  return { answer: { status, body: shown, latencyMs: endedAt - startedAt }, result };
}
