import { KEY_TRAILER } from '../../../domain/pipeline.ts';
import type { Commit } from '../../../domain/ports/code-host.ts';
import { subjectOf, trailersOf } from '../trailers.ts';
import type { GitHub } from './ask.ts';

const PAGE = 100;
/**
 * How far back a branch is read, in pages. A key is looked for while its step is tried again, so its commit is among
 * the newest; GitHub's search by text lags behind and cannot be used.
 */
const PAGES = 10;

/** The newest commit of a branch whose trailer is exactly this key, among the newest thousand. */
export async function findByKey(
  github: GitHub,
  branch: string,
  idempotencyKey: string,
): Promise<Commit | null> {
  for (let page = 1; page <= PAGES; page += 1) {
    const commits = await github.find(`read the commits of ${branch}`, (rest) =>
      rest.repos.listCommits({ ...github.repository, sha: branch, per_page: PAGE, page }),
    );
    for (const { sha, commit } of commits ?? []) {
      const trailers = trailersOf(commit.message);
      if (trailers[KEY_TRAILER] === idempotencyKey)
        return { sha, subject: subjectOf(commit.message), trailers };
    }
    if (!commits || commits.length < PAGE) return null;
  }
  return null;
}
