import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CodeHost, Push } from '../../domain/ports/code-host.ts';
import { advanceBranch, commitTree } from './advance-branch.ts';
import { checkCommit, checkedOut, checkMessage, checkPath, headMoved, unknownCommit } from './checks.ts';
import { findByKey } from './find-by-key.ts';
import { openGit } from './git.ts';
import { createLocalReviews, isCheckedOut } from './local-reviews.ts';
import { checkout, listFiles, readFiles } from './read-files.ts';
import { revertTree } from './revert-tree.ts';
import { writeTree } from './write-tree.ts';

/** How often a revert is computed again because the branch moved meanwhile. */
const REVERT_TRIES = 20;

/**
 * A git repository on disk, bare or a person's own. Commits are made by plumbing with an index of their own, and the branch is
 * moved by compare and swap, so that any number of processes may push at once. No work tree is touched, and a branch that one has
 * checked out is not moved. A review is a branch: see `local-reviews.ts`.
 * Errors besides the port's: `unsafe_path`, `missing_key`, `revert_conflict`, `folder_not_empty`, `git_too_old`.
 */
export function createLocalGit({
  repository,
  environment,
}: {
  repository: string;
  environment: Record<string, string | undefined>;
}): CodeHost {
  const git = openGit(gitFolder(resolve(repository)), environment);
  const reviews = createLocalReviews(git);

  async function head(branch: string): Promise<string> {
    const found = await git.attempt(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`]);
    if (found.code === 0) return found.stdout;
    await git.run(['rev-parse', '--git-dir']);
    throw unknownCommit(`refs/heads/${branch}`);
  }

  async function exists(commit: string): Promise<boolean> {
    checkCommit(commit);
    if ((await git.attempt(['cat-file', '-e', `${commit}^{commit}`])).code === 0) return true;
    // A repository that does not work is not a commit that does not exist.
    await git.run(['rev-parse', '--git-dir']);
    return false;
  }

  async function mustExist(commit: string): Promise<void> {
    if (!(await exists(commit))) throw unknownCommit(commit);
  }

  async function standsOn(descendant: string, commit: string): Promise<boolean> {
    return (await git.attempt(['merge-base', '--is-ancestor', commit, descendant])).code === 0;
  }

  /** A branch that no work tree has checked out may be moved. */
  async function mustBeFree(branch: string): Promise<void> {
    if (await isCheckedOut(git, branch)) throw checkedOut(branch, repository);
  }

  /** The answer for a key that is already on the branch. */
  async function earlier(branch: string, key: string): Promise<Push | null> {
    const found = await findByKey(git, branch, key);
    return found && { commit: found.sha, created: false, review: null };
  }

  return {
    name: 'local',
    head,

    async readFiles(commit, paths) {
      for (const path of paths) checkPath(path);
      checkCommit(commit);
      const files = await readFiles(git, commit, paths);
      if (!files) throw unknownCommit(commit);
      return files;
    },

    async listFiles(commit) {
      await mustExist(commit);
      return listFiles(git, commit);
    },

    async checkout(commit, folder) {
      await mustExist(commit);
      await checkout(git, commit, folder);
    },

    async push({ branch, parent, edits, message, idempotencyKey, review }) {
      for (const edit of edits) checkPath(edit.path);
      checkMessage(message, idempotencyKey);
      const known = async () => (await earlier(branch, idempotencyKey)) ?? reviews.opened(idempotencyKey);
      if (review) {
        return (
          (await known()) ?? reviews.open({ branch, parent, edits, message, idempotencyKey, review }, head)
        );
      }
      // A tree that turns out not to be needed does no harm.
      const [done, free, at, tree] = await Promise.allSettled([
        known(),
        mustBeFree(branch),
        head(branch),
        writeTree(git, parent, edits),
      ]);
      const made = outcomeOf(done);
      if (made) return made;
      outcomeOf(free);
      if (outcomeOf(at) === parent) {
        const commit = await commitTree(git, outcomeOf(tree), parent, message);
        if (await advanceBranch(git, branch, parent, commit)) return { commit, created: true, review: null };
      }
      // The branch moved, perhaps because another process has done the same step.
      const raced = await earlier(branch, idempotencyKey);
      if (raced) return raced;
      throw headMoved(branch, parent);
    },

    findByKey: (branch, idempotencyKey) => findByKey(git, branch, idempotencyKey),

    async revert({ branch, commit, message, idempotencyKey }) {
      await mustExist(commit);
      checkMessage(message, idempotencyKey);
      await mustBeFree(branch);
      let parent = '';
      for (let turn = 0; turn < REVERT_TRIES; turn += 1) {
        const done = await earlier(branch, idempotencyKey);
        if (done) return done;
        parent = await head(branch);
        if (!(await standsOn(parent, commit))) throw unknownCommit(`${commit} on ${branch}`);
        const made = await commitTree(git, await revertTree(git, parent, commit), parent, message);
        if (await advanceBranch(git, branch, parent, made)) return { commit: made, created: true };
      }
      throw headMoved(branch, parent);
    },

    review: (number) => reviews.state(number),
    withdraw: (number, reason) => reviews.withdraw(number, reason),

    async contains(descendant, commit) {
      for (const sha of [descendant, commit]) {
        if (!/^[0-9a-f]{40}$/.test(sha) || !(await exists(sha))) return false;
      }
      return standsOn(descendant, commit);
    },
  };
}

/** The folder of git's own files: the repository itself when it is bare. */
function gitFolder(repository: string): string {
  const inside = join(repository, '.git');
  return existsSync(inside) ? inside : repository;
}

function outcomeOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
