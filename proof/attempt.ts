import { availableParallelism } from 'node:os';
import type { Failure } from '../domain/evidence.ts';
import type { ProofSubject } from '../domain/ports/prover.ts';
import { failuresOf } from './failures.ts';
import { runCommandProbe } from './probe-command.ts';
import { runHttpProbe } from './probe-http.ts';
import { doRuns, type RunResult } from './runs.ts';
import { type RunningService, StartFailure, sayExit, startService } from './service.ts';
import type { Stage } from './stage.ts';
import type { Tools } from './tools.ts';

/** Requests that are under way at the same time. */
const REQUESTS = 32;

export interface AttemptPlan {
  subject: ProofSubject;
  /** The built worktree. */
  folder: string;
  stage: Stage;
  runs: number;
  stopAtFailure: boolean;
  signal: AbortSignal;
  /** Called once the program takes requests, and with each run. */
  onProgress(text: string): void;
  onStarted?(): void;
}

export interface AttemptResult {
  /** Set when the program did not come up: then there are no runs. */
  startFailure: string | null;
  results: RunResult[];
  failures: Failure[];
  /** When the first run began, by `performance.now()`. */
  since: number;
}

/** Runs the probe of a subject on a worktree, so many times, spread over the stage's groups. */
export function attempt(tools: Tools, plan: AttemptPlan): Promise<AttemptResult> {
  return plan.subject.fault.probe.kind === 'command' ? runCommands(tools, plan) : runRequests(tools, plan);
}

async function runCommands(tools: Tools, plan: AttemptPlan): Promise<AttemptResult> {
  const { probe } = plan.subject.fault;
  if (probe.kind !== 'command') throw new TypeError('a command probe is needed here');
  const since = performance.now();
  plan.onStarted?.();
  const results = await doRuns({
    runs: plan.runs,
    concurrency: Math.max(2, availableParallelism()),
    stopAtFailure: plan.stopAtFailure,
    signal: plan.signal,
    run: (index, signal) =>
      runCommandProbe(tools, probe, plan.folder, plan.stage, index % plan.stage.groups.length, signal),
    onProgress: (done) => plan.onProgress(`run ${done} of ${plan.runs}`),
  });
  return { startFailure: null, results, failures: explain(plan, results, []), since };
}

async function runRequests(tools: Tools, plan: AttemptPlan): Promise<AttemptResult> {
  const { probe } = plan.subject.fault;
  if (probe.kind !== 'http') throw new TypeError('a request probe is needed here');
  const { stage, runs, signal } = plan;
  const rounds = Math.ceil(runs / REQUESTS);
  const started = await Promise.allSettled(
    stage.groups.map((group) =>
      startService(
        tools,
        plan.subject.service,
        plan.folder,
        stage,
        group,
        (rounds + 1) * probe.timeoutMs,
        signal,
      ),
    ),
  );
  const services = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  try {
    const failed = started.find((one) => one.status === 'rejected');
    if (failed) return notStarted(plan, failed.reason);
    plan.onStarted?.();
    const since = performance.now();
    const results = await doRuns({
      runs,
      concurrency: REQUESTS,
      stopAtFailure: plan.stopAtFailure,
      signal,
      run: async (index, runSignal) => {
        const group = index % services.length;
        const result = await runHttpProbe(probe, services[group] as RunningService, group, runSignal);
        return result.passed ? result : explainEnd(result, services[group] as RunningService, tools);
      },
      onProgress: (done) => plan.onProgress(`run ${done} of ${runs}`),
    });
    const outputs = services.map((service) => service.run.output());
    return { startFailure: null, results, failures: explain(plan, results, outputs), since };
  } finally {
    await Promise.all(services.map((service) => service.stop()));
  }
}

/** A connection that broke because the service is gone: how it ended says more than the broken connection. */
async function explainEnd(result: RunResult, service: RunningService, tools: Tools): Promise<RunResult> {
  if (result.status !== null) return result;
  const ended = await Promise.race([
    service.run.exited,
    new Promise<null>((done) => setTimeout(done, 100, null)),
  ]);
  if (!ended) return result;
  return { ...result, message: `the service is gone: ${sayExit(ended, tools.runLimits.memoryBytes)}` };
}

function explain(plan: AttemptPlan, results: RunResult[], outputs: string[]): Failure[] {
  return failuresOf(results, {
    outputs,
    sightings: plan.stage.database?.witness.sightings() ?? [],
    folder: plan.folder,
    allowedFiles: plan.subject.fault.allowedFiles,
  });
}

function notStarted(plan: AttemptPlan, reason: unknown): AttemptResult {
  plan.signal.throwIfAborted();
  if (!(reason instanceof StartFailure)) throw reason;
  const now = performance.now();
  const result: RunResult = {
    passed: false,
    group: 0,
    startedAt: now,
    endedAt: now,
    status: null,
    reason: null,
    message: reason.message,
    output: reason.output,
  };
  return { startFailure: reason.message, results: [], failures: explain(plan, [result], []), since: now };
}
