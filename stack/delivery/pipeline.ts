import { rm } from 'node:fs/promises';
import { LONGEST_DETAIL, type PipelineCallback, reportedIncidents } from '../../domain/pipeline.ts';
import type { Tracing } from '../../domain/ports/tracing.ts';
import { pause } from '../../platform/pause.ts';
import type { Callbacks } from './callbacks.ts';
import type { ReleaseStore } from './release-store.ts';
import type { Releases } from './releases.ts';
import type { BranchCommit, Repository } from './repository.ts';
import type { StagesResult } from './run-stages.ts';
import type { Run, Runs } from './runs.ts';
import { traceRun } from './trace-run.ts';

export interface PipelineOptions {
  /** Name of the service, for the callbacks. */
  service: string;
  repository: Repository;
  releaseStore: ReleaseStore;
  releases: Releases;
  runs: Runs;
  callbacks: Callbacks;
  /** Runs the stages in the empty folder of a release. */
  stages(run: Run, folder: string): Promise<StagesResult>;
  runUrl(id: string): string;
  /** Pauses in milliseconds before each further try of a run whose end was not the commit's fault. */
  triesAgain: number[];
  /** Absent: nothing is traced. */
  tracing?: Tracing | undefined;
  /** Called after every change of what is kept. */
  tidy(): void;
  log(line: string): void;
  signal: AbortSignal;
}

/** From SIGTERM to SIGKILL for a release that never had traffic, in milliseconds. */
const UNUSED_GRACE_MS = 2_000;

/**
 * Takes the head of the branch live with all commits that are not live yet, one run after another. A run that fails
 * counts for all its commits; the next head is tried again with them. A run that its surroundings ended counts for none: it
 * is tried again, with pauses and a bound.
 */
export function createPipeline(options: PipelineOptions): { step(): Promise<boolean> } {
  const { service, repository, releaseStore, releases, runs, callbacks, log } = options;
  /** How often the surroundings ended a run of a commit, in this process. */
  const ended = new Map<string, number>();

  function finish(run: Run, result: StagesResult): Run {
    const durations_ms = { ...result.durations, total: Date.now() - Date.parse(run.started_at) };
    const ended: Run = {
      ...run,
      status: result.ok ? 'success' : 'failure',
      stage: result.ok ? null : result.stage,
      detail: result.ok ? '' : detailOf(result),
      cause: result.ok ? 'commit' : result.atLast,
      durations_ms,
      finished_at: new Date().toISOString(),
    };
    const traces = traceRun(options.tracing, ended, options.runUrl(run.id), result.times);
    if (traces.length > 0) ended.traces = traces.flatMap(({ traceparent }) => traceparent ?? []);
    runs.append(run.id, `=== ${ended.status} in ${durations_ms.total} ms\n${ended.detail}\n`);
    runs.update(ended);
    const stage = ended.stage ? ` at ${ended.stage}` : '';
    log(`run ${run.id}: ${ended.status}${stage} in ${durations_ms.total} ms`);
    if (ended.detail) log(ended.detail);
    return ended;
  }

  function interrupt(run: Run, detail: string, stage: string | null = null): void {
    const finished_at = new Date().toISOString();
    runs.update({ ...run, status: 'interrupted', stage, detail, finished_at });
  }

  /** Waits until a run that its surroundings ended is tried again. False when it was tried often enough. */
  async function pausesFor(run: Run, { stage, why, detail }: FailedStages): Promise<boolean> {
    const tries = ended.get(run.sha) ?? 0;
    const pauseMs = options.triesAgain[tries];
    ended.set(run.sha, tries + 1);
    if (pauseMs === undefined) return false;
    const again = `${why} The commit is not to blame; it is tried again in ${pauseMs / 1000} s.`;
    runs.append(run.id, `=== interrupted at ${stage}\n${again}\n${detail}\n`);
    interrupt(run, again, stage);
    log(`run ${run.id}: ${again}`);
    await pause(pauseMs, options.signal);
    return true;
  }

  /** What follows the end of a run; the next start does it when a crash came in between. */
  function report(run: Run): void {
    const { status, incidents, durations_ms } = run;
    // Nobody waits for the first release of a service.
    if ((run.base !== null || incidents.length > 0) && (status === 'success' || status === 'failure')) {
      const body: PipelineCallback = {
        service,
        incidents,
        status,
        commit_sha: run.sha,
        run_url: options.runUrl(run.id),
        detail: run.detail.slice(0, LONGEST_DETAIL),
        cause: run.cause,
        durations_ms: stagesOfContract(durations_ms),
      };
      callbacks.finished(run.id, body, run.traces[0]);
    }
    runs.update({ ...run, reported: true });
    try {
      options.tidy();
    } catch (error) {
      log(`what is not needed any more stays: ${(error as Error).message}`);
    }
  }

  async function runHead(head: BranchCommit, taken: BranchCommit[], base: string | null): Promise<void> {
    const incidents = reportedIncidents(taken.flatMap((commit) => commit.incidents));
    const traces = unique(taken.flatMap(({ trace }) => trace ?? []));
    const run = runs.begin({ sha: head.sha, base, commits: taken.map(({ sha }) => sha), incidents, traces });
    log(`run ${run.id}: ${taken.length === 1 ? head.subject : `${taken.length} commits`}`);
    const over = new AbortController();
    if (base !== null) {
      const body = { service, incidents, commit_sha: head.sha, run_url: options.runUrl(run.id) };
      callbacks.pending(run.id, body, over.signal, traces[0]);
    }
    try {
      const folder = await releaseStore.clear(head.sha);
      const result = await options.stages(run, folder);
      if (options.signal.aborted) {
        if (result.ok) await result.release.stop(UNUSED_GRACE_MS);
        return;
      }
      if (!result.ok) {
        await rm(folder, { recursive: true, force: true });
        if (result.cause === 'surroundings' && (await pausesFor(run, result))) return;
        return report(finish(run, result));
      }
      const begin = performance.now();
      const from = Date.now();
      releases.promote(result.release);
      releaseStore.setCurrent(head.sha, run.id);
      result.times.push({ name: 'switch', from, to: Date.now() });
      const { migrate = 0, start = 0 } = result.durations;
      result.durations.rollout = Math.round(migrate + start + performance.now() - begin);
      report(finish(run, result));
    } catch (error) {
      if (runs.get(run.id)?.status === 'running') interrupt(run, (error as Error).message);
      throw error;
    } finally {
      over.abort();
    }
  }

  /** A crash may have come in the middle of a run, or between the switch and what follows it. */
  function settleInterrupted(): void {
    for (const run of runs.list()) {
      const live = releaseStore.current()?.run === run.id;
      if (run.status === 'running') {
        const ended: Run = {
          ...run,
          status: live ? 'success' : 'interrupted',
          finished_at: new Date().toISOString(),
        };
        runs.update(ended);
        if (live) report(ended);
      } else if (!run.reported && run.status !== 'interrupted') report(run);
    }
  }
  settleInterrupted();

  const lastRunOf = (sha: string) =>
    runs.list().find((run) => run.sha === sha && run.status !== 'interrupted');

  /** What its surroundings ended permanently is tried again by the next process. */
  function isJudged(sha: string): boolean {
    const last = lastRunOf(sha);
    return last?.status === 'failure' && (last.cause === 'commit' || ended.has(sha));
  }

  return {
    async step() {
      // The live release's folder was removed: it is built again before a newer head, which may be broken.
      const lost = releaseStore.lost();
      const isKnown = lost !== null && (await repository.contains(lost.sha, lost.sha));
      if (lost && isKnown && lastRunOf(lost.sha)?.status !== 'failure') {
        const subject = 'built again, its folder was removed';
        await runHead({ sha: lost.sha, subject, incidents: [] }, [], null);
        return !options.signal.aborted;
      }
      const sha = await repository.head();
      const live = releaseStore.current()?.sha ?? null;
      if (!sha || sha === live || isJudged(sha)) return false;
      const commits = await repository.commitsBetween(live, sha);
      await runHead(commits.at(-1) as BranchCommit, commits, live);
      return !options.signal.aborted;
    },
  };
}

type FailedStages = StagesResult & { ok: false };

function detailOf({ cause, why, detail }: FailedStages): string {
  return cause === 'commit' ? detail : `${why} ${detail}`;
}

/** The four stages of the contract and the checkout; `migrate` and `start` are in `rollout`, `total` is not a stage. */
function stagesOfContract({ migrate, start, total, ...stages }: Run['durations_ms']): Run['durations_ms'] {
  return stages;
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}
