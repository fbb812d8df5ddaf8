import type { ReleaseShelf } from './release-shelf.ts';
import type { Repository } from './repository.ts';
import type { Runs } from './runs.ts';
import type { Verdicts } from './verdicts.ts';

export interface OutcomeDeps {
  repository: Repository;
  shelf: ReleaseShelf;
  runs: Runs;
  verdicts: Verdicts;
  runUrl(id: string): string;
}

/** The answer of `GET /outcome/<commit>`. */
export interface Outcome {
  status: 'pending' | 'success' | 'failure' | 'unknown';
  run_url: string | null;
  detail: string;
}

/**
 * How the pipeline judged a commit. A commit without a verdict of its own has succeeded when the live release stands on it,
 * is pending when the branch holds it, and is unknown otherwise.
 */
export async function outcomeOf(commit: string, deps: OutcomeDeps): Promise<Outcome> {
  const { repository, shelf, runs, verdicts, runUrl } = deps;
  const verdict = verdicts.get(commit);
  const verdictRun = verdict?.run ? runUrl(verdict.run) : null;
  if (verdict?.status === 'success' || verdict?.status === 'failure') {
    return { status: verdict.status, run_url: verdictRun, detail: verdict.detail };
  }
  const live = shelf.current();
  if (live && (await repository.contains(live.sha, commit))) {
    return { status: 'success', run_url: live.run ? runUrl(live.run) : null, detail: '' };
  }
  if (verdict) return { status: 'pending', run_url: verdictRun, detail: verdict.detail };
  const running = runs.list().find((run) => run.status === 'running' && run.commits.includes(commit));
  if (running) return { status: 'pending', run_url: runUrl(running.id), detail: '' };
  const head = await repository.head();
  const queued = head !== null && (await repository.contains(head, commit));
  return { status: queued ? 'pending' : 'unknown', run_url: null, detail: '' };
}
