import { join } from 'node:path';
import { SutureError } from '../domain/errors.ts';
import type { Candidate } from '../domain/fix.ts';
import type { ProofContext, ProofSubject, Reproduction } from '../domain/ports/prover.ts';
import { type AttemptResult, attempt } from './attempt.ts';
import type { Base } from './base.ts';
import { hiddenFailures } from './footprint.ts';
import { type Seen, seenSince } from './observe.ts';
import { runInSandbox } from './sandbox/run.ts';
import { sayExit } from './service.ts';
import { openStage, type Stage } from './stage.ts';
import type { StepLog } from './steps.ts';
import type { Tools } from './tools.ts';
import { inheritCheck } from './warm-check.ts';
import { copyWithEdits, removeWorktree } from './worktree.ts';

export interface Trial {
  base: Base;
  subject: ProofSubject;
  candidate: Candidate;
  reproduction: Reproduction;
  runs: number;
  /** Surroundings with values of their own, over which the runs are spread. */
  groups: number;
}

/** What a proof has found so far; the verdict is written from it. */
export interface Findings {
  log: StepLog;
  result: AttemptResult | null;
  seen: Seen;
}

/**
 * Everything for which a candidate has to be run: its types beside its build, start, probe and footprint. What fails
 * first ends the rest. The findings are written as they are made.
 */
export async function tryCandidate(
  tools: Tools,
  trial: Trial,
  context: ProofContext,
  findings: Findings,
): Promise<void> {
  const { base, subject, candidate, reproduction } = trial;
  const folder = join(tools.workFolder, tools.owner.name('work'));
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const asked = reproduction.observations.upstreams.filter(({ calls }) => calls > 0).map(({ name }) => name);
  const opening = openStage(tools, subject, base.folder, trial.groups, (name) => asked.includes(name));
  const tasks: Promise<unknown>[] = [opening];
  try {
    await copyWithEdits(base.folder, folder, candidate.edits, tools.nodeModules);
    tasks.push(checkTypes(tools, trial, folder, findings.log, signal, stop));
    tasks.push(tryProgram(tools, trial, folder, opening, context, findings, signal, stop));
    await Promise.all(tasks);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof SutureError && error.type === 'bad_edit') {
      findings.log.end('files', false, error.message);
    } else if (!stop.signal.aborted) {
      throw error;
    }
  } finally {
    stop.abort();
    await Promise.allSettled(tasks);
    await opening.then((stage) => stage.close()).catch(() => {});
    await removeWorktree(folder);
  }
}

/** The type check, which starts from what the commit's own check learned. */
async function checkTypes(
  tools: Tools,
  { base, subject }: Trial,
  folder: string,
  log: StepLog,
  signal: AbortSignal,
  stop: AbortController,
): Promise<void> {
  log.start('types');
  const learned = await Promise.race([base.checked, aborted(signal)]);
  if (!learned) return;
  await inheritCheck(base.folder, folder, learned);
  await runCommand(tools, 'types', subject.service.build.typecheck, folder, log, signal, stop);
}

async function tryProgram(
  tools: Tools,
  trial: Trial,
  folder: string,
  opening: Promise<Stage>,
  context: ProofContext,
  findings: Findings,
  signal: AbortSignal,
  stop: AbortController,
): Promise<void> {
  const { log } = findings;
  log.start('build');
  await runCommand(tools, 'build', trial.subject.service.build.command, folder, log, signal, stop);
  const stage = await opening;
  signal.throwIfAborted();
  log.start('start');
  const result = await attempt(tools, {
    subject: trial.subject,
    folder,
    stage,
    runs: trial.runs,
    stopAtFailure: true,
    signal,
    onStarted() {
      log.end('start', true, `in the sandbox by ${tools.sandbox.name}`);
      log.start('probe');
    },
    onProgress: (text) => context.heartbeat(`proving ${trial.candidate.id}: ${text}`),
  });
  findings.result = result;
  findings.seen = seenSince(stage, result.since);
  judge(trial, findings, result);
  if (log.refused()) stop.abort();
}

function judge(trial: Trial, { log, seen }: Findings, result: AttemptResult): void {
  if (result.startFailure) {
    log.end('start', false, result.startFailure);
    return;
  }
  const passed = result.results.filter((run) => run.passed).length;
  const [failure] = result.failures;
  if (failure || passed < trial.runs) {
    const wrong = failure?.message ?? 'the others came to no end';
    log.end('probe', false, `${passed} of ${result.results.length} runs passed; ${wrong}`);
    return;
  }
  log.end('probe', true, `${passed} of ${trial.runs} runs passed`);
  log.start('footprint');
  const hidden = hiddenFailures({ before: trial.reproduction, after: seen, runs: passed });
  log.end('footprint', hidden.length === 0, hidden.join('; ') || 'nothing is hidden');
}

/** Runs one of the service's own commands in the worktree; a failure ends the trial. */
async function runCommand(
  tools: Tools,
  name: 'types' | 'build',
  command: string[],
  folder: string,
  log: StepLog,
  signal: AbortSignal,
  stop: AbortController,
): Promise<void> {
  const task = { command, folder, writable: [join(folder, 'dist')] };
  const run = runInSandbox(tools.sandbox, task, tools.buildLimits, signal);
  const exit = await run.exited;
  if (exit.ended === 'killed') return;
  const passed = exit.ended === 'exit' && exit.code === 0;
  const wrong = run.output().replaceAll(`${folder}/`, '').trim().slice(-2_000);
  log.end(name, passed, passed ? 'clean' : wrong || sayExit(exit, tools.buildLimits.memoryBytes));
  if (!passed) stop.abort();
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
