import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Failure } from '../domain/evidence.ts';
import type { CommandProbe, HttpProbe } from '../domain/service-definition.ts';
import { describeExit } from './describe-exit.ts';
import { failuresOf } from './failures.ts';
import { withinOwnTime } from './own-time.ts';
import { isBusy } from './patience.ts';
import { runCommandProbe } from './probe-command.ts';
import { runHttpProbe } from './probe-http.ts';
import { runRecorded } from './replay/run-recorded.ts';
import { doRuns, type RunResult } from './runs.ts';
import type { Further } from './seen/ask-again.ts';
import { type Aftermath, lookAfter } from './seen/look-after.ts';
import { type PrintedError, printedErrors } from './stack-frames.ts';
import type { Stage } from './stage.ts';
import { type RunningService, StartFailure, startService } from './start-service.ts';
import type { Job } from './tools.ts';
import { withUnanswered } from './witness/dials.ts';
import type { Worktree } from './worktree.ts';

/** Requests that are under way at the same time. */
const REQUESTS = 32;
/** How long a service whose connection broke is waited for, to learn whether it ended, in milliseconds of its own time. */
const END_MS = 100;

export interface ProbePlan {
  /** Built. */
  worktree: Worktree;
  stage: Stage;
  runs: number;
  stopAtFailure: boolean;
  /** For how long, in milliseconds, a service that waits for nothing is waited for; absent: as long as the probe says. */
  patienceMs?: number;
  signal: AbortSignal;
  /** Called with the services once all runs passed. */
  afterRuns?(services: RunningService[]): Promise<Further>;
  /** Called once the program takes requests; the first one waits for it. */
  onStarted?(): void | Promise<void>;
  /** Called with each run. */
  onProgress(text: string): void;
}

export interface ProbeOutcome {
  /** Set when the program did not start: then there are no runs. */
  startFailure: string | null;
  results: RunResult[];
  failures: Failure[];
  /** The errors that services wrote since the first run. */
  printed: PrintedError[];
  /** When the first run began and the last one ended, by `performance.now()`. */
  since: number;
  until: number;
  /** What the services showed after their answers; null where there were none, or where a candidate failed. */
  aftermath: Aftermath | null;
}

/** Runs the probe of a job on a worktree, spread over the stage's groups. */
export function runProbe(job: Job, plan: ProbePlan): Promise<ProbeOutcome> {
  const { probe } = job.subject.fault;
  return probe.kind === 'command' ? runCommands(job, plan, probe) : runRequests(job, plan, probe);
}

async function runCommands(job: Job, plan: ProbePlan, probe: CommandProbe): Promise<ProbeOutcome> {
  const { worktree, stage } = plan;
  const since = performance.now();
  await plan.onStarted?.();
  const results = await doRuns({
    ...plan,
    concurrency: Math.max(2, availableParallelism()),
    run: (index, signal) =>
      runCommandProbe(job, { probe, worktree, stage, group: index % stage.groups.length, signal }),
    onProgress: (done) => plan.onProgress(`run ${done} of ${plan.runs}`),
  });
  nameUnanswered(results, stage);
  const failures = explain(job, plan, results, []);
  return {
    ...{ startFailure: null, results, failures, printed: [], since, until: performance.now() },
    aftermath: null,
  };
}

async function runRequests(job: Job, plan: ProbePlan, probe: HttpProbe): Promise<ProbeOutcome> {
  const { worktree, stage, runs, signal } = plan;
  const rounds = probe.expect ? Math.ceil(runs / REQUESTS) : runs;
  const timeMs = (rounds + 1) * probe.timeoutMs;
  const started = await Promise.allSettled(
    stage.groups.map((group) => startService(job, { worktree, stage, group, timeMs, signal })),
  );
  const services = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  try {
    const failed = started.find((one) => one.status === 'rejected');
    if (failed) return notStarted(job, plan, failed.reason);
    await plan.onStarted?.();
    const before = services.map((service) => service.run.output());
    const since = performance.now();
    const { patienceMs: ms } = plan;
    const patience = ms === undefined ? undefined : { ms, isBusy: () => isBusy(stage) };
    const results = await doRuns({
      ...plan,
      // What a recorded request leaves may change how the next one goes.
      concurrency: probe.expect ? REQUESTS : 1,
      run: async (index, runSignal) => {
        const group = index % services.length;
        const service = services[group] as RunningService;
        // Every other one: a fix that treats marked requests in another way fails one half.
        const marked = Math.floor(index / services.length) % 2 === 0;
        const run = { probe, service, group, marked, patience, signal: runSignal };
        const { recording = null } = job.subject;
        const result = await (probe.expect
          ? runHttpProbe(run)
          : runRecorded({ ...run, recording, witness: stage.database?.witness }));
        return result.passed ? result : explainEnd(result, service, runSignal);
      },
      onProgress: (done) => plan.onProgress(`run ${done} of ${runs}`),
      isEnough: (done) =>
        probe.expect === null && done.every(({ passed }) => passed) && hasAdded(stage, since),
    });
    const until = performance.now();
    nameUnanswered(results, stage);
    const outputs = services.map((service) => service.run.output());
    const failures = explain(job, plan, results, outputs);
    const printed = outputs.flatMap((output, index) =>
      printedErrors(outputSince(before[index] ?? '', output), worktree.folder),
    );
    // One that ended, or does not answer, shows nothing of what a service leaves.
    const hangs = probe.expect === null && results.some(({ status }) => status === null);
    const isOver = failures.length > 0 && (plan.stopAtFailure || hangs || (await anyEnded(services)));
    const aftermath = isOver ? null : await lookBack(job, plan, services);
    return { startFailure: null, results, failures, printed, since, until, aftermath };
  } finally {
    await Promise.all(services.map((service) => service.stop()));
  }
}

/** What was written after `before`; all of it where its begin is not kept any more. */
function outputSince(before: string, output: string): string {
  return output.startsWith(before) ? output.slice(before.length) : output;
}

/** Whether rows were added: a recorded request that is sent again may meet those of the time before. */
function hasAdded({ database }: Stage, since: number): boolean {
  const sightings = database?.witness.sightings() ?? [];
  return sightings.some(
    ({ statement, outcome, startedAt }) =>
      startedAt >= since && outcome === 'completed' && statement.shape.verb === 'insert',
  );
}

async function anyEnded(services: RunningService[]): Promise<boolean> {
  const ends = services.map(({ run }) => run.exited.then(() => true));
  return Promise.race([...ends, pause(0, false)]);
}

/** A host that nothing stands in for explains more than what the program made of it. */
function nameUnanswered(results: RunResult[], { groups }: Stage): void {
  for (const result of results) {
    if (result.passed) continue;
    const unanswered = groups[result.group]?.wayOut.relay.unanswered() ?? [];
    result.message = withUnanswered(result.message, unanswered);
  }
}

function lookBack({ tools }: Job, plan: ProbePlan, services: RunningService[]): Promise<Aftermath> {
  return lookAfter(services, {
    isolated: tools.sandbox.name === 'bubblewrap',
    further: async () => (await plan.afterRuns?.(services)) ?? { wrong: [], givenUp: false },
    signal: plan.signal,
  });
}

/** When the service ended, its exit explains more than the broken connection. */
async function explainEnd(
  result: RunResult,
  service: RunningService,
  signal: AbortSignal,
): Promise<RunResult> {
  if (result.status !== null) return result;
  const ended = await withinOwnTime(service.run.exited, END_MS, { delayed: service, signal });
  return ended ? { ...result, message: `the service is gone: ${describeExit(ended)}` } : result;
}

function explain({ subject }: Job, plan: ProbePlan, results: RunResult[], outputs: string[]): Failure[] {
  return failuresOf(results, {
    outputs,
    sightings: plan.stage.database?.witness.sightings() ?? [],
    folder: plan.worktree.folder,
    allowedFiles: subject.fault.allowedFiles,
  });
}

function notStarted(job: Job, plan: ProbePlan, reason: unknown): ProbeOutcome {
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
  return {
    startFailure: reason.message,
    results: [],
    failures: explain(job, plan, [result], []),
    printed: [],
    since: now,
    until: now,
    aftermath: null,
  };
}
