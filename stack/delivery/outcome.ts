import type { ReleaseStore } from './release-store.ts';
import type { Repository } from './repository.ts';
import type { Runs } from './runs.ts';

export interface OutcomeDeps {
  repository: Repository;
  releaseStore: ReleaseStore;
  runs: Runs;
  runUrl(id: string): string;
}

/** The answer of `GET /outcome/<commit>`. */
export interface Outcome {
  status: 'pending' | 'success' | 'failure' | 'unknown';
  run_url: string | null;
  detail: string;
  /** Whose fault a failure is. */
  cause?: 'commit' | 'surroundings';
}

/**
 * How the pipeline judged a commit: as the first run that took it to an end. A commit that no run knows any more has
 * succeeded when the live release contains it, is pending when the branch holds it, and is unknown otherwise.
 */
export async function outcomeOf(commit: string, deps: OutcomeDeps): Promise<Outcome> {
  const { repository, releaseStore, runs, runUrl } = deps;
  // Newest first.
  const taken = runs.list().filter((run) => run.commits.includes(commit));
  const judged = taken.findLast(({ status }) => status === 'success' || status === 'failure');
  if (judged) {
    const status = judged.status === 'success' ? 'success' : 'failure';
    const { detail, cause } = judged;
    return { status, run_url: runUrl(judged.id), detail, ...(status === 'failure' && { cause }) };
  }
  const live = releaseStore.current();
  if (live && (await repository.contains(live.sha, commit))) {
    return { status: 'success', run_url: live.run ? runUrl(live.run) : null, detail: '' };
  }
  const running = taken.find(({ status }) => status === 'running');
  if (running) {
    const [, before] = taken;
    return { status: 'pending', run_url: runUrl(running.id), detail: before?.detail ?? '' };
  }
  const head = await repository.head();
  const queued = head !== null && (await repository.contains(head, commit));
  if (!queued) return { status: 'unknown', run_url: null, detail: '' };
  // It is tried again; why is worth knowing meanwhile.
  const [interrupted] = taken;
  return {
    status: 'pending',
    run_url: interrupted ? runUrl(interrupted.id) : null,
    detail: interrupted?.detail ?? '',
  };
}
