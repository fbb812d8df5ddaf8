import type { Push, PushRequest } from '../../../domain/ports/code-host.ts';
import { checkCommit, checkMessage, checkPath, headMoved, unknownCommit } from '../checks.ts';
import type { RemoteOperations } from '../operations.ts';
import { type GitHub, openGitHub } from './ask.ts';
import { advanceBranch, readHead, standsOn } from './branches.ts';
import type { GitHubOptions } from './client.ts';
import { commitChanges, readCommit, writeEdits } from './commit-changes.ts';
import { findByKey } from './find-by-key.ts';
import { refused } from './problems.ts';
import { findPullRequest, openPullRequest, readReview, withdrawReview } from './pull-requests.ts';
import { revertChanges } from './revert-changes.ts';
import { listTree, readBlob, readTrees } from './trees.ts';

/** How often a revert is computed again because the branch moved meanwhile. */
const REVERT_TRIES = 10;

/**
 * A repository on GitHub, by its REST API alone: no git, no clone. Commits are made by the Git data API and the branch is
 * moved forward only, so any number of processes may push at once.
 * Errors besides the port's: `unsafe_path`, `missing_key`, `revert_conflict`.
 */
export function createGitHubOperations(options: GitHubOptions): RemoteOperations {
  const github: GitHub = openGitHub(options);

  /** The answer for a key that is already on the branch. */
  async function earlier(branch: string, key: string): Promise<Push | null> {
    const found = await findByKey(github, branch, key);
    return found && { commit: found.sha, created: false, review: null };
  }

  /** The commit on `parent`, not yet on the branch. */
  async function make({ parent, edits, message }: PushRequest): Promise<string> {
    const trees = readTrees(github);
    const { tree } = await readCommit(github, parent);
    const writes = await writeEdits(github, trees, tree, edits);
    return commitChanges(github, { sha: parent, tree }, writes, message);
  }

  async function revertOnce(head: string, commit: string, message: string): Promise<string> {
    const { tree } = await readCommit(github, head);
    const writes = await revertChanges(github, tree, commit);
    return commitChanges(github, { sha: head, tree }, writes, message);
  }

  return {
    head: (branch) => readHead(github, branch),

    async readFiles(commit, paths) {
      checkCommit(commit);
      for (const path of paths) checkPath(path);
      const trees = readTrees(github);
      await trees.folder(commit);
      const found = await Promise.all(
        paths.map(async (path) => {
          const entry = await trees.find(commit, path);
          if (entry?.type !== 'blob') return [];
          return [[path, Buffer.from(await readBlob(github, entry.sha), 'base64').toString()] as const];
        }),
      );
      return Object.fromEntries(found.flat());
    },

    async push(request) {
      const { branch, parent, edits, message, idempotencyKey } = request;
      for (const edit of edits) checkPath(edit.path);
      checkMessage(message, idempotencyKey);
      const reviewed = request.review !== undefined;
      const done =
        (await earlier(branch, idempotencyKey)) ??
        (reviewed ? await findPullRequest(github, branch, idempotencyKey) : null);
      if (done) return done;
      if ((await readHead(github, branch)) === parent) {
        const commit = await make(request);
        if (reviewed) return openPullRequest(github, request, commit);
        if (await advanceBranch(github, branch, parent, commit))
          return { commit, created: true, review: null };
      }
      // The branch moved, perhaps because another process has done the same step.
      const raced = await earlier(branch, idempotencyKey);
      if (raced) return raced;
      throw headMoved(branch, parent);
    },

    findByKey: (branch, idempotencyKey) => findByKey(github, branch, idempotencyKey),

    async revert({ branch, commit, message, idempotencyKey }) {
      checkCommit(commit);
      checkMessage(message, idempotencyKey);
      let parent = '';
      for (let turn = 0; turn < REVERT_TRIES; turn += 1) {
        const done = await earlier(branch, idempotencyKey);
        if (done) return { commit: done.commit, created: false };
        parent = await readHead(github, branch);
        if (!(await standsOn(github, parent, commit))) throw unknownCommit(`${commit} on ${branch}`);
        const made = await revertOnce(parent, commit, message);
        if (await advanceBranch(github, branch, parent, made)) return { commit: made, created: true };
      }
      throw headMoved(branch, parent);
    },

    review: (number) => readReview(github, number),
    withdraw: (number, reason) => withdrawReview(github, number, reason),

    async contains(descendant, commit) {
      if (![descendant, commit].every((sha) => /^[0-9a-f]{40}$/.test(sha))) return false;
      return standsOn(github, descendant, commit);
    },

    async archive(commit) {
      checkCommit(commit);
      await readCommit(github, commit);
      let url: string | undefined;
      await github.ask('give the archive of a commit', async (rest) => {
        const request = { redirect: 'manual' as const };
        const answer = await rest.repos.downloadTarballArchive({
          ...github.repository,
          ref: commit,
          request,
        });
        url = answer.headers.location;
        return { data: null };
      });
      if (!url) throw refused('give the archive of a commit', 'it named no address');
      return { url };
    },

    async listing(commit) {
      checkCommit(commit);
      return listTree(github, commit);
    },

    blob: (sha) => readBlob(github, sha),
  };
}
