import { join } from 'node:path';
import { isUndeclared } from '../domain/discovered-fault.ts';
import { SutureError } from '../domain/errors.ts';
import type { Reproduction } from '../domain/ports/prover.ts';
import type { CandidatePlan, Course, Findings } from './course.ts';
import { climb } from './ladder/climb.ts';
import { seenBetween } from './observe.ts';
import { build, checkTypes } from './own-commands.ts';
import { patienceMs } from './patience.ts';
import { failsAsRecorded } from './replay/further.ts';
import { hadAnswered } from './replay/had-answered.ts';
import { ownWork } from './replay/own-work.ts';
import { recordedTime } from './replay/recorded-time.ts';
import { refusedInput } from './replay/refused-input.ts';
import { requestsOfRun } from './replay/repeated.ts';
import { type ProbeOutcome, runProbe } from './run-probe.ts';
import { askAgain } from './seen/ask-again.ts';
import { judgeConduct } from './seen/judge-conduct.ts';
import type { LeftOut } from './side-effects.ts';
import { openStage, type Stage } from './stage.ts';
import type { Job } from './tools.ts';
import { copyWithEdits, removeWorktree, type Worktree } from './worktree.ts';

/**
 * Runs a candidate: its types beside its build, start, probe and side effects. The first failure ends the rest.
 * The job's worktree and stage are removed in any case.
 */
export async function tryCandidate(job: Job, plan: CandidatePlan): Promise<Findings> {
  const { base, candidate, known, groups, log } = plan;
  const earlier = job.kept?.worktree ?? null;
  const folder = earlier?.folder ?? join(job.tools.workFolder, job.tools.lease.name('work'));
  const stopped = new AbortController();
  const signal = AbortSignal.any([job.signal, stopped.signal]);
  const findings: Findings = { outcome: null, seen: { statements: [], upstreams: [] }, powers: [] };
  const course: Course = { ...plan, job, findings, signal, checkingAgain: null, stop: () => stopped.abort() };
  const asked = known?.observations.upstreams.filter(({ calls }) => calls > 0).map(({ name }) => name);
  const { recording, fault } = job.subject;
  const at = isUndeclared(fault) ? recordedTime(recording) : null;
  const opening = openStage(job, {
    ...{ base, groups, recording, at },
    eager: (name) => asked?.includes(name) ?? true,
  });
  const tasks: Promise<unknown>[] = [opening];
  try {
    const worktree = earlier ?? (await copyWithEdits(base, folder, candidate.edits));
    const built = earlier ? sameAsBefore(course) : build(course, worktree);
    const typed = earlier ? built : checkTypes(course, worktree, built);
    tasks.push(built, typed, tryProgram(course, worktree, { opening, built }));
    await Promise.all(tasks);
    if (job.kept && !log.refused()) job.kept.worktree = worktree;
  } catch (error) {
    job.signal.throwIfAborted();
    if (error instanceof SutureError && error.type === 'bad_edit') log.end('files', false, error.message);
    else if (!stopped.signal.aborted) throw error;
  } finally {
    stopped.abort();
    await Promise.allSettled(tasks);
    await opening.then((stage) => stage.close()).catch(() => {});
    // What is kept is removed by who keeps it.
    if (!job.kept?.worktree) await removeWorktree(folder);
  }
  return findings;
}

/** The candidate was built, and its types held, in its proof for another request. */
async function sameAsBefore({ log }: Course): Promise<boolean> {
  for (const name of ['types', 'build'] as const) {
    log.start(name);
    log.end(name, true, 'as for the first request');
  }
  return true;
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
    patienceMs: patienceMs(course.known),
    signal,
    async afterRuns(services) {
      const { probe } = job.subject.fault;
      const hung = job.subject.recording?.kind === 'hang';
      if (probe.kind !== 'http' || hung) return { wrong: [], givenUp: false };
      const before = await course.pending;
      return askAgain({
        ...{ probe, stage, services, signal },
        before: ownWork(before, job.subject.recording),
        recording: job.subject.recording ?? null,
        mayRefuse: mayRefuseInput(job, before),
      });
    },
    onStarted() {
      log.end('start', true, `in the sandbox by ${job.tools.sandbox.name}`);
      log.start('probe');
    },
    onProgress: (text) => job.heartbeat(`proving ${course.candidate.id}: ${text}`),
  });
  findings.outcome = outcome;
  findings.seen = seenBetween(stage, outcome.since, outcome.until);
  // A wrong name in the code says more than what it led to.
  await course.checkingAgain?.catch(() => {});
  const reproduction = await course.pending;
  const left = await judge(course, stage, outcome, reproduction);
  if (!log.refused()) await judgeFurther(course, worktree, reproduction);
  if (!log.refused()) {
    findings.climbed = await climb(job, { ...course, reproduction, worktree, outcome, left });
  }
  if (log.refused()) course.stop();
}

/** @returns what a refusal left out, which good requests must still do */
async function judge(
  course: Course,
  stage: Stage,
  outcome: ProbeOutcome,
  reproduction: Reproduction,
): Promise<LeftOut[]> {
  const { base, log, runs, findings, job } = course;
  if (outcome.startFailure) {
    log.end('start', false, outcome.startFailure);
    return [];
  }
  const passed = outcome.results.filter((run) => run.passed).length;
  const [failure] = outcome.failures;
  const { without } = job.tools;
  const { probe } = job.subject.fault;
  // A recorded request that adds rows is sent once.
  const isShort = probe.kind === 'http' && probe.expect === null ? passed === 0 : passed < runs;
  if ((failure || isShort) && !without.has('gone')) {
    const wrong = failure?.message ?? 'the others did not end';
    log.end('probe', false, `${passed} of ${outcome.results.length} runs passed; ${wrong}`);
    return [];
  }
  log.end('probe', true, `${passed} of ${outcome.results.length} runs passed`);
  log.start('side_effects');
  const {
    refusals: found,
    left,
    powers,
  } = await judgeConduct({
    mayRefuse: mayRefuseInput(job, reproduction),
    isLate: hadAnswered(job.subject.recording),
    request: isUndeclared(job.subject.fault) ? (job.subject.recording?.request ?? null) : null,
    expected: probe.kind === 'http' ? (probe.expect?.status ?? outcome.results[0]?.status ?? null) : null,
    ...{ stage, outcome, base, before: reproduction, runs: passed, seen: findings.seen },
    requests: requestsOfRun(job.subject.recording ?? null),
    output: [...base.output, ...base.loose],
  });
  findings.powers = powers;
  const refusals = without.has('witnesses') ? [] : found;
  log.end('side_effects', refusals.length === 0, refusals.join('; ') || 'nothing is hidden');
  return left;
}

/** Replays the further recordings that fail on the unchanged service: each must be answered now. */
async function judgeFurther(
  { job, base, log }: Course,
  worktree: Worktree,
  { further = [] }: Reproduction,
): Promise<void> {
  const recordings = (job.subject.further ?? []).filter(({ key }) => further.includes(key));
  for (const recording of recordings) {
    const back = await failsAsRecorded(job, { base, worktree }, recording);
    if (back === null) continue;
    const what = `${recording.request?.method} ${recording.request?.path}`;
    log.end('probe', false, `another recorded failure of the incident, ${what}, is still there: ${back}`);
    return;
  }
  if (recordings.length === 0) return;
  const others = recordings.length === 1 ? '1 further one' : `${recordings.length} further ones`;
  const [probe] = log.steps().filter(({ name }) => name === 'probe');
  log.end(
    'probe',
    true,
    `${probe?.detail}; of the same failure, ${others} recorded for another request passed too`,
  );
}

/** What the database may refuse of the input, where good requests are known beside the failing one; else null. */
function mayRefuseInput({ subject }: Job, { near, good }: Reproduction): RegExp | null {
  const { probe } = subject.fault;
  const isUndeclared = probe.kind === 'http' && probe.expect === null;
  const isKnown = isUndeclared && (near?.good.length ?? 0) + (good?.length ?? 0) > 0;
  return isKnown ? refusedInput(subject.recording) : null;
}
