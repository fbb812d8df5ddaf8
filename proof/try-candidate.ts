import { join } from 'node:path';
import { SutureError } from '../domain/errors.ts';
import type { Candidate } from '../domain/fix.ts';
import type { Reproduction } from '../domain/ports/prover.ts';
import type { Power } from '../domain/power.ts';
import { describeExit } from './describe-exit.ts';
import { type Climbed, climb } from './ladder/climb.ts';
import { type Seen, seenBetween } from './observe.ts';
import { patienceMs } from './patience.ts';
import { programEnvironment } from './program-environment.ts';
import { type ProbeOutcome, runProbe } from './run-probe.ts';
import { copyOutput, runWriting, type WritingTask } from './run-writing.ts';
import { askAgain } from './seen/ask-again.ts';
import { judgeConduct } from './seen/judge-conduct.ts';
import { openStage, type Stage } from './stage.ts';
import type { StepLog } from './steps.ts';
import type { Base, Job } from './tools.ts';
import { inheritCheck } from './warm-check.ts';
import { copyWithEdits, removeWorktree, type Worktree } from './worktree.ts';

export interface CandidatePlan {
  base: Base;
  candidate: Candidate;
  reproduction: Reproduction;
  runs: number;
  /** Surroundings with values of their own, over which the runs are spread. */
  groups: number;
  log: StepLog;
}

/** What the runs of a candidate showed; the log says how each step ended. */
export interface Findings {
  outcome: ProbeOutcome | null;
  seen: Seen;
  /** What the runs could do that the base's could not. */
  powers: Power[];
  /** What the ladder found besides; absent: something else refused the candidate. */
  climbed?: Climbed;
}

/** What all steps of one candidate share. */
interface Course extends CandidatePlan {
  job: Job;
  findings: Findings;
  /** Fires when a step failed or the job is stopped. */
  signal: AbortSignal;
  /** Ends the other steps. */
  stop(): void;
}

/**
 * Runs a candidate: its types beside its build, start, probe and side effects. The first failure ends the rest.
 * The job's worktree and stage are removed in any case.
 */
export async function tryCandidate(job: Job, plan: CandidatePlan): Promise<Findings> {
  const { base, candidate, reproduction, groups, log } = plan;
  const folder = join(job.tools.workFolder, job.tools.lease.name('work'));
  const stopped = new AbortController();
  const signal = AbortSignal.any([job.signal, stopped.signal]);
  const findings: Findings = { outcome: null, seen: { statements: [], upstreams: [] }, powers: [] };
  const course: Course = { ...plan, job, findings, signal, stop: () => stopped.abort() };
  const asked = reproduction.observations.upstreams.filter(({ calls }) => calls > 0).map(({ name }) => name);
  const { recording } = job.subject;
  const opening = openStage(job, { base, groups, recording, eager: (name) => asked.includes(name) });
  const tasks: Promise<unknown>[] = [opening];
  try {
    const worktree = await copyWithEdits(base, folder, candidate.edits);
    const built = build(course, worktree);
    tasks.push(built, checkTypes(course, worktree, built), tryProgram(course, worktree, { opening, built }));
    await Promise.all(tasks);
  } catch (error) {
    job.signal.throwIfAborted();
    if (error instanceof SutureError && error.type === 'bad_edit') log.end('files', false, error.message);
    else if (!stopped.signal.aborted) throw error;
  } finally {
    stopped.abort();
    await Promise.allSettled(tasks);
    await opening.then((stage) => stage.close()).catch(() => {});
    await removeWorktree(folder);
  }
  return findings;
}

/**
 * The type check starts from what the commit's own check learned, beside the build. Where the unchanged commit itself needs
 * what its build writes, a check that failed is made again with what the candidate's own build wrote.
 */
async function checkTypes(course: Course, worktree: Worktree, built: Promise<boolean>): Promise<void> {
  const { base, signal, log } = course;
  log.start('types');
  const paths = await Promise.race([base.checked, aborted(signal)]);
  if (!paths) return;
  const { typecheck: command } = worktree.definition;
  const learned = { folder: base.folder, paths };
  let ran = await runCommand(course, worktree, {
    command,
    fill: (place) => inheritCheck(learned, place),
    keep: () => [],
  });
  if (ran && !ran.passed && !(await Promise.race([base.checksAlone(), aborted(signal)]))) {
    if (!(await Promise.race([built, aborted(signal)]))) return;
    ran = await runCommand(course, worktree, {
      command,
      async fill(place) {
        await copyOutput(worktree, place);
        await inheritCheck(learned, place);
      },
      keep: () => [],
    });
  }
  conclude(course, 'types', ran);
}

/** Whether the build passed. */
async function build(course: Course, worktree: Worktree): Promise<boolean> {
  course.log.start('build');
  const ran = await runCommand(course, worktree, {
    command: worktree.definition.build,
    keep: () => [...worktree.output, ...worktree.loose],
  });
  conclude(course, 'build', ran);
  return ran?.passed ?? false;
}

async function tryProgram(
  course: Course,
  worktree: Worktree,
  { opening, built }: { opening: Promise<Stage>; built: Promise<boolean> },
): Promise<void> {
  const { job, signal, log, findings } = course;
  await built;
  const stage = await opening;
  signal.throwIfAborted();
  stage.database?.scratch.watch((sentence) => {
    log.end('probe', false, sentence);
    course.stop();
  });
  log.start('start');
  const outcome = await runProbe(job, {
    worktree,
    stage,
    runs: course.runs,
    stopAtFailure: true,
    patienceMs: patienceMs(course.reproduction),
    signal,
    async afterRuns(services) {
      const { probe } = job.subject.fault;
      const hung = job.subject.recording?.kind === 'hang';
      if (probe.kind !== 'http' || hung) return { wrong: [], givenUp: false };
      return askAgain({ probe, stage, services, before: course.reproduction, signal });
    },
    onStarted() {
      log.end('start', true, `in the sandbox by ${job.tools.sandbox.name}`);
      log.start('probe');
    },
    onProgress: (text) => job.heartbeat(`proving ${course.candidate.id}: ${text}`),
  });
  findings.outcome = outcome;
  findings.seen = seenBetween(stage, outcome.since, outcome.until);
  await judge(course, stage, outcome);
  if (!log.refused()) findings.climbed = await climb(job, { ...course, worktree, outcome });
  if (log.refused()) course.stop();
}

async function judge(course: Course, stage: Stage, outcome: ProbeOutcome): Promise<void> {
  const { base, log, runs, reproduction, findings, job } = course;
  if (outcome.startFailure) {
    log.end('start', false, outcome.startFailure);
    return;
  }
  const passed = outcome.results.filter((run) => run.passed).length;
  const [failure] = outcome.failures;
  if (failure || passed < runs) {
    const wrong = failure?.message ?? 'the others did not end';
    log.end('probe', false, `${passed} of ${outcome.results.length} runs passed; ${wrong}`);
    return;
  }
  log.end('probe', true, `${passed} of ${runs} runs passed`);
  log.start('side_effects');
  const { probe } = job.subject.fault;
  const { refusals, powers } = await judgeConduct({
    expected: probe.kind === 'http' ? (probe.expect?.status ?? outcome.results[0]?.status ?? null) : null,
    ...{ stage, outcome, base, before: reproduction, runs: passed, seen: findings.seen },
    output: [...base.output, ...base.loose],
  });
  findings.powers = powers;
  log.end('side_effects', refusals.length === 0, refusals.join('; ') || 'nothing is hidden');
}

interface Ran {
  passed: boolean;
  detail: string;
}

/** Runs one of the service's own commands in the worktree; null when it was ended. */
async function runCommand(
  { job, signal }: Course,
  worktree: Worktree,
  { command, ...writing }: Pick<WritingTask, 'fill' | 'keep'> & { command: string[] | null },
): Promise<Ran | null> {
  if (!command) return { passed: true, detail: 'not configured' };
  const environment = programEnvironment(worktree.definition, null);
  const { exit, output } = await runWriting(job.tools, worktree, {
    ...writing,
    command,
    environment,
    signal,
  });
  if (exit.ended === 'killed') return null;
  const passed = exit.ended === 'exit' && exit.code === 0;
  const printed = output.replaceAll(`${worktree.folder}/`, '').trim().slice(-2_000);
  // Its own words explain an exit code; a limit it does not know.
  const wrong =
    exit.ended === 'exit' && printed ? printed : [describeExit(exit), printed].filter(Boolean).join('. ');
  return { passed, detail: passed ? 'clean' : wrong };
}

/** Notes how a step ended; a failure ends the other steps. */
function conclude({ log, stop }: Course, name: 'types' | 'build', ran: Ran | null): void {
  if (!ran) return;
  log.end(name, ran.passed, ran.detail);
  if (!ran.passed) stop();
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
