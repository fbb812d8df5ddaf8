import { rm } from 'node:fs/promises';
import type { PipelineCallback } from '../../domain/pipeline.ts';
import type { Tracing } from '../../domain/ports/tracing.ts';
import type { Callbacks } from './callbacks.ts';
import { faultCodesIn } from './fault-codes.ts';
import { nextStep } from './next-step.ts';
import type { ReleaseShelf } from './release-shelf.ts';
import type { Releases } from './releases.ts';
import type { BranchCommit, Repository } from './repository.ts';
import type { StagesResult } from './run-stages.ts';
import type { Run, Runs } from './runs.ts';
import { traceRun } from './trace-run.ts';
import type { Verdict, Verdicts } from './verdicts.ts';

export interface ConductOptions {
  repository: Repository;
  shelf: ReleaseShelf;
  releases: Releases;
  runs: Runs;
  verdicts: Verdicts;
  callbacks: Callbacks;
  /** Runs the stages for the sources that `fill` puts into the folder. */
  stages(run: Run, folder: string, fill: () => Promise<void>): Promise<StagesResult>;
  runUrl(id: string): string;
  /** Absent: nothing is traced. */
  tracing?: Tracing | undefined;
  /** Called after every change of what is kept. */
  tidy(): void;
  log(line: string): void;
  signal: AbortSignal;
}

/** From SIGTERM to SIGKILL for a release that never had traffic, in milliseconds. */
const UNUSED_GRACE_MS = 2_000;

/** The pipeline's mind: one step of work at a time. True when there was something to do. */
export function createConductor(options: ConductOptions): { step(): Promise<boolean> } {
  const { repository, shelf, releases, runs, verdicts, callbacks, log } = options;

  function finish(run: Run, result: StagesResult): Run {
    const durations_ms = { ...result.durations, total: Date.now() - Date.parse(run.started_at) };
    const ended: Run = {
      ...run,
      status: result.ok ? 'success' : 'failure',
      stage: result.ok ? null : result.stage,
      detail: result.ok ? '' : result.detail,
      durations_ms,
      finished_at: new Date().toISOString(),
    };
    const traces = traceRun(options.tracing, ended, options.runUrl(run.id), result.times);
    if (traces.length > 0) ended.traces = traces.flatMap(({ traceparent }) => traceparent ?? []);
    runs.append(run.id, `=== ${ended.status} in ${durations_ms.total} ms\n${ended.detail}\n`);
    runs.update(ended);
    log(
      `run ${run.id}: ${ended.status}${ended.stage ? ` at ${ended.stage}` : ''} in ${durations_ms.total} ms`,
    );
    return ended;
  }

  function tell(
    run: Run,
    status: PipelineCallback['status'],
    about: Omit<PipelineCallback, 'status' | 'run_url' | 'durations_ms'>,
  ): void {
    // The very first release of a service that no heal waits for: nobody to tell.
    if (run.base === null && about.fault_codes.length === 0) return;
    // The four stages of the contract and the checkout; `start` is in `rollout`, and `total` in none.
    const { start: _, total: __, ...durations_ms } = run.durations_ms;
    const body = { ...about, status, run_url: options.runUrl(run.id), durations_ms };
    callbacks.finished(run.id, body, run.traces[0]);
  }

  /** What follows once a release has the traffic; also done by the next start when a crash came in between. */
  function settleSuccess(run: Run): void {
    const taken = run.commits.filter((sha) => verdicts.get(sha)?.status !== 'failure');
    tell(run, 'success', { fault_codes: run.fault_codes, commit_sha: run.sha, detail: '' });
    verdicts.set(
      Object.fromEntries(
        taken.map((sha): [string, Verdict] => [sha, { status: 'success', run: run.id, detail: '' }]),
      ),
    );
    options.tidy();
  }

  async function runCommit(commit: BranchCommit, taken: BranchCommit[], base: string | null): Promise<void> {
    const fault_codes = faultCodesIn(taken);
    const commits = taken.map(({ sha }) => sha);
    const traces = tracesOf(taken);
    const run = runs.begin({ sha: commit.sha, base, commits, fault_codes, traces, alone: false });
    log(`run ${run.id}: ${taken.length === 1 ? commit.subject : `${taken.length} commits`}`);
    const over = new AbortController();
    if (base !== null) {
      const about = { fault_codes, commit_sha: commit.sha, run_url: options.runUrl(run.id) };
      callbacks.pending(run.id, about, over.signal, traces[0]);
    }
    try {
      const folder = await shelf.clear(commit.sha);
      const result = await options.stages(run, folder, () => repository.checkout(commit.sha, folder));
      if (options.signal.aborted) {
        if (result.ok) await result.release.stop(UNUSED_GRACE_MS);
        return;
      }
      if (!result.ok) {
        const ended = finish(run, result);
        verdicts.set({ [commit.sha]: { status: 'tried', run: run.id, detail: ended.detail } });
        await rm(folder, { recursive: true, force: true });
        return options.tidy();
      }
      const begin = performance.now();
      const from = Date.now();
      releases.promote(result.release);
      shelf.setCurrent(commit.sha, run.id);
      result.times.push({ name: 'switch', from, to: Date.now() });
      result.durations.rollout = Math.round((result.durations.start ?? 0) + performance.now() - begin);
      settleSuccess(finish(run, result));
    } catch (error) {
      runs.update({
        ...run,
        status: 'interrupted',
        detail: (error as Error).message,
        finished_at: new Date().toISOString(),
      });
      throw error;
    } finally {
      over.abort();
    }
  }

  /** Runs the last good release with everything sound on top, and this commit: is it good by itself? */
  async function tryAlone(commit: BranchCommit, sound: BranchCommit[], base: string): Promise<Run | null> {
    const fault_codes = faultCodesIn([commit]);
    const run = runs.begin({
      sha: commit.sha,
      base,
      commits: [commit.sha],
      fault_codes,
      traces: tracesOf([commit]),
      alone: true,
    });
    const folder = await shelf.clear(commit.sha);
    const fill = async () => {
      await repository.checkout(base, folder);
      for (const { sha } of [...sound, commit]) {
        if (await repository.applyPatch(sha, folder)) continue;
        throw new Error(`${sha.slice(0, 7)} stands on a commit that failed and cannot be taken without it.`);
      }
    };
    const result = await options.stages(run, folder, fill);
    if (result.ok) await result.release.stop(UNUSED_GRACE_MS);
    await rm(folder, { recursive: true, force: true });
    return options.signal.aborted ? null : finish(run, result);
  }

  async function judge(
    commit: BranchCommit,
    failed: BranchCommit[],
    sound: BranchCommit[],
    base: string | null,
  ): Promise<void> {
    const tried = verdicts.get(commit.sha);
    let run = tried?.run ? runs.get(tried.run) : null;
    let detail = tried?.detail ?? '';
    if (failed.length > 0 && base !== null) {
      run = await tryAlone(commit, sound, base);
      if (!run) return;
      const names = failed.map(({ sha }) => sha.slice(0, 7)).join(', ');
      if (run.status === 'success') {
        const waits = `Good by itself; it waits for a head without ${names}, which failed.`;
        return verdicts.set({ [commit.sha]: { status: 'held', run: run.id, detail: waits } });
      }
      detail = run.detail;
    }
    if (run) tell(run, 'failure', { fault_codes: faultCodesIn([commit]), commit_sha: commit.sha, detail });
    verdicts.set({ [commit.sha]: { status: 'failure', run: run?.id ?? null, detail } });
    options.tidy();
  }

  /** A crash may have come in the middle of a run, or between the switch and what follows it. */
  function settleInterrupted(): void {
    for (const run of runs.list()) {
      const settled = run.status === 'success' && (run.alone || verdicts.get(run.sha)?.status === 'success');
      const live = shelf.current()?.run === run.id;
      if (settled || (run.status !== 'running' && !live)) continue;
      const ended: Run = {
        ...run,
        status: live ? 'success' : 'interrupted',
        finished_at: run.finished_at ?? new Date().toISOString(),
      };
      runs.update(ended);
      if (live) settleSuccess(ended);
    }
  }
  settleInterrupted();

  /** The live release's folder is gone: it is built again before anything newer, which may be broken. */
  async function rebuild(sha: string): Promise<void> {
    verdicts.forget(sha);
    await runCommit({ sha, subject: 'built again, its folder is gone' }, [], null);
  }

  return {
    async step() {
      const head = await repository.head();
      const lost = shelf.lost();
      if (
        lost &&
        verdicts.get(lost.sha)?.status !== 'tried' &&
        (await repository.contains(lost.sha, lost.sha))
      ) {
        await rebuild(lost.sha);
        return !options.signal.aborted;
      }
      const live = shelf.current()?.sha ?? null;
      if (!head || head === live) return false;
      const commits = await repository.commitsBetween(live, head);
      const next = nextStep(live, commits, verdicts.get);
      if (next.do === 'run') await runCommit(next.commit, next.taken, live);
      if (next.do === 'judge') await judge(next.commit, next.failed, next.sound, live);
      return next.do !== 'wait' && !options.signal.aborted;
    },
  };
}

/** The traces that these commits carry, each once. */
function tracesOf(commits: BranchCommit[]): string[] {
  return [...new Set(commits.flatMap(({ trace }) => trace ?? []))];
}
