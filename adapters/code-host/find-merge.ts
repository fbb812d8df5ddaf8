import { KEY_TRAILER } from '../../domain/pipeline.ts';
import { findByKey } from './find-by-key.ts';
import type { Git } from './git.ts';
import { trailersOf } from './trailers.ts';

export interface MergedChange {
  /** On the branch that the change is for. */
  commit: string;
  /** Null where the commit that came onto the branch is Suture's own. */
  by: string | null;
}

/** A change on a branch of its own, and the branch that it is for. */
export interface BranchedChange {
  branch: string;
  base: string;
  parent: string;
  commit: string;
}

/** Commits of the base that are compared by what they change: those since the change was made, the newest first. */
const MOST_COMPARED = 500;

/**
 * How a change came onto the branch that it is for, by whichever way people merge: a merge or fast-forward (its commit is on the
 * branch), a rebase or cherry-pick (its trailer is), a squash (a commit changes the same lines).
 * @returns null while it has not
 */
export async function findMerge(git: Git, change: BranchedChange): Promise<MergedChange | null> {
  const { branch, base, commit } = change;
  const head = await resolve(git, `refs/heads/${base}`);
  if (!head) return null;
  const tip = (await resolve(git, `refs/heads/${branch}`)) ?? commit;
  // People may have committed to it after the change was made, and what they merged is the end of it.
  for (const each of new Set([tip, commit])) {
    if (await contains(git, head, each)) return describe(git, await broughtBy(git, each, change, head));
  }
  const message = await git.run(['log', '-1', '--format=%B', commit]);
  const key = trailersOf(message)[KEY_TRAILER];
  const carried = key ? await findByKey(git, base, key) : null;
  if (carried) return describe(git, carried.sha);
  const squashed = await findSameChange(git, change, tip, head);
  return squashed ? describe(git, squashed) : null;
}

/** The commit of the base's own line that brought another one: itself, or the merge. */
async function broughtBy(
  git: Git,
  commit: string,
  { parent }: BranchedChange,
  head: string,
): Promise<string> {
  const listed = await git.run(['rev-list', '--first-parent', '--reverse', `${parent}..${head}`]);
  const line = listed.split('\n').filter(Boolean);
  // Once a commit of the line contains it, all later ones do.
  let [from, to] = [0, line.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (await contains(git, line[middle] as string, commit)) to = middle;
    else from = middle + 1;
  }
  return line[from] ?? commit;
}

/** A commit of the base that changes what the whole branch changes. */
async function findSameChange(
  git: Git,
  { parent }: BranchedChange,
  tip: string,
  head: string,
): Promise<string | null> {
  const wanted = await patchIds(git, await git.run(['diff-tree', '-p', parent, tip], { keepNewline: true }));
  const [id] = [...wanted.values()];
  if (!id) return null;
  const since = ['log', '-p', '--no-merges', `--max-count=${MOST_COMPARED}`, `${parent}..${head}`];
  const present = await patchIds(git, await git.run(since, { keepNewline: true }));
  for (const [commit, each] of present) if (each === id) return commit;
  return null;
}

/** Commit to patch id, without regard to line numbers and white space. */
async function patchIds(git: Git, diffs: string): Promise<Map<string, string>> {
  const listed = await git.run(['patch-id', '--stable'], { input: diffs });
  return new Map(
    listed
      .split('\n')
      .filter(Boolean)
      .map((line): [string, string] => [line.slice(41), line.slice(0, 40)]),
  );
}

async function describe(git: Git, commit: string): Promise<MergedChange> {
  const by = await git.run(['log', '-1', '--format=%cn', commit]);
  return { commit, by: by === 'Suture' ? null : by };
}

async function resolve(git: Git, reference: string): Promise<string | null> {
  const found = await git.attempt(['rev-parse', '--verify', '--quiet', `${reference}^{commit}`]);
  return found.code === 0 ? found.stdout : null;
}

async function contains(git: Git, descendant: string, commit: string): Promise<boolean> {
  return (await git.attempt(['merge-base', '--is-ancestor', commit, descendant])).code === 0;
}
