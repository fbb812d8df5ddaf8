import { firstWords } from '../../../domain/cut-words.ts';
import { KEY_TRAILER } from '../../../domain/pipeline.ts';
import type { Push, PushRequest, Review, ReviewState } from '../../../domain/ports/code-host.ts';
import { asksForChange, isReviewBranch, reviewBranch } from '../../../domain/review.ts';
import { unknownReview } from '../checks.ts';
import { trailersOf } from '../trailers.ts';
import type { GitHub } from './ask.ts';
import { createBranch, findHead } from './branches.ts';
import { readCommit } from './commit-changes.ts';
import { refused } from './problems.ts';

/** The next attempt gets at most this many characters of what people wrote about a pull request. */
const REASON_LENGTH = 4_000;

/** The pull request of a key, open or not; null when none was opened yet. */
export async function findPullRequest(
  github: GitHub,
  base: string,
  idempotencyKey: string,
): Promise<Push | null> {
  const branch = reviewBranch(idempotencyKey);
  const found = await github.ask('look for the pull request', (rest) =>
    rest.pulls.list({
      ...github.repository,
      head: `${github.repository.owner}:${branch}`,
      base,
      state: 'all',
      sort: 'created',
      direction: 'desc',
      per_page: 1,
    }),
  );
  const [pull] = found;
  return pull ? { commit: pull.head.sha, created: false, review: reviewOf(pull, branch) } : null;
}

/** Opens a pull request for a commit. Concurrent or interrupted calls result in one pull request. */
export async function openPullRequest(github: GitHub, request: PushRequest, commit: string): Promise<Push> {
  const { branch: base, idempotencyKey, review } = request;
  const updated = review?.updates && (await updatePullRequest(github, request, review.updates, commit));
  if (updated) return updated;
  const branch = reviewBranch(idempotencyKey);
  const made = (await createBranch(github, branch, commit))
    ? commit
    : await commitOn(github, branch, idempotencyKey);
  const pull = await github.askUnless(
    ({ status, message }) => status === 422 && /already exists/i.test(message),
    'open the pull request',
    (rest) =>
      rest.pulls.create({
        ...{ ...github.repository, base, head: branch },
        ...{ title: review?.title ?? '', body: review?.body ?? '' },
      }),
  );
  if (pull) return { commit: made, created: true, review: reviewOf(pull, branch) };
  const earlier = await findPullRequest(github, base, idempotencyKey);
  if (earlier) return earlier;
  throw refused('open the pull request', `${branch} has one that is not for ${base}; close it`);
}

/**
 * Puts a commit in the place of what an open pull request holds.
 * @returns null where it is closed, or where a person committed to its branch: then another one is opened
 */
async function updatePullRequest(
  github: GitHub,
  { review }: PushRequest,
  updates: Review,
  commit: string,
): Promise<Push | null> {
  const asked = { ...github.repository, pull_number: updates.number };
  const pull = await github.find('read the pull request', (rest) => rest.pulls.get(asked));
  const isOurs = pull?.state === 'open' && isReviewBranch(pull.head.ref);
  if (!isOurs || !trailersOf((await readCommit(github, pull.head.sha)).message)[KEY_TRAILER]) return null;
  const ref = `heads/${pull.head.ref}`;
  await github.ask('update the branch of the pull request', (rest) =>
    rest.git.updateRef({ ...github.repository, ref, sha: commit, force: true }),
  );
  await github.ask('update the pull request', (rest) =>
    rest.pulls.update({ ...asked, title: review?.title ?? pull.title, body: review?.body ?? '' }),
  );
  return { commit, created: true, review: reviewOf(pull, pull.head.ref) };
}

/** Who may ask for another change: anybody may comment on a public repository, or review a change of it. */
const MEMBERS = ['OWNER', 'MEMBER', 'COLLABORATOR'];

/**
 * Who asks for changes of what a pull request holds now, and what people wrote: in a review, where a later one of the same
 * person counts, or in a comment since its newest commit that says so.
 */
async function requestedChanges(github: GitHub, number: number, head: string) {
  const reviews = await github.ask('read the reviews', (rest) =>
    rest.pulls.listReviews({ ...github.repository, pull_number: number, per_page: 100 }),
  );
  const last = new Map<string, string>();
  for (const { user, commit_id, state, author_association: role } of reviews) {
    if (!user || user.type === 'Bot' || commit_id !== head || state === 'COMMENTED') continue;
    if (!MEMBERS.includes(role)) continue;
    last.set(user.login, state);
  }
  const [reviewer] = [...last].find(([, state]) => state === 'CHANGES_REQUESTED') ?? [];
  const by = reviewer ?? (await whoAsks(github, number, head));
  return by === undefined ? undefined : { by, reason: await readComments(github, number) };
}

/** The member of the repository whose comment asks for another change. */
async function whoAsks(github: GitHub, number: number, head: string): Promise<string | undefined> {
  const comments = await listComments(github, number);
  const asking = comments.filter(
    ({ user, body, author_association: role }) =>
      user?.type !== 'Bot' && MEMBERS.includes(role) && asksForChange(body ?? ''),
  );
  if (asking.length === 0) return undefined;
  const { at } = await readCommit(github, head);
  return asking.find(({ created_at }) => new Date(created_at) >= at)?.user?.login;
}

function listComments(github: GitHub, number: number) {
  return github.ask('read the comments', (rest) =>
    rest.issues.listComments({ ...github.repository, issue_number: number, per_page: 100 }),
  );
}

/** The commit that an earlier call left on the branch. @throws SutureError `code_host_refused` if it is not ours */
async function commitOn(github: GitHub, branch: string, idempotencyKey: string): Promise<string> {
  const head = await findHead(github, branch);
  if (head && trailersOf((await readCommit(github, head)).message)[KEY_TRAILER] === idempotencyKey)
    return head;
  throw refused(`make the branch ${branch}`, 'it exists and holds something else; delete it');
}

/** What became of a pull request. @throws SutureError `unknown_review` */
export async function readReview(github: GitHub, number: number): Promise<ReviewState> {
  const pull = await github.find('read the pull request', (rest) =>
    rest.pulls.get({ ...github.repository, pull_number: number }),
  );
  if (!pull) throw unknownReview(number);
  if (pull.merged && pull.merge_commit_sha) {
    const by = pull.merged_by?.login ?? null;
    return { state: 'merged', commit: pull.merge_commit_sha, head: pull.head.sha, by };
  }
  if (pull.state === 'open') {
    return { state: 'pending', changes: await requestedChanges(github, number, pull.head.sha) };
  }
  const issue = await github.ask('read who closed the pull request', (rest) =>
    rest.issues.get({ ...github.repository, issue_number: number }),
  );
  return { state: 'closed', by: issue.closed_by?.login ?? null, reason: await readComments(github, number) };
}

/** Closes it, where it is open, with a comment that gives the reason, and deletes its branch, if it is one of ours. */
export async function withdrawReview(github: GitHub, number: number, reason: string): Promise<void> {
  const asked = { ...github.repository, pull_number: number };
  const pull = await github.find('read the pull request', (rest) => rest.pulls.get(asked));
  if (!pull) throw unknownReview(number);
  if (pull.state === 'open') {
    await github.ask('comment on the pull request', (rest) =>
      rest.issues.createComment({ ...github.repository, issue_number: number, body: reason }),
    );
    await github.ask('close the pull request', (rest) => rest.pulls.update({ ...asked, state: 'closed' }));
  }
  const { ref, repo } = pull.head;
  if (!isReviewBranch(ref) || repo?.full_name !== pull.base.repo.full_name) return;
  await github.askUnless(
    // It is gone already, or a rule protects it.
    ({ status }) => [403, 404, 409, 422].includes(status),
    'delete the branch',
    (rest) => rest.git.deleteRef({ ...github.repository, ref: `heads/${ref}` }),
  );
}

/** What people wrote, oldest first; programs that comment are left out. */
async function readComments(github: GitHub, number: number): Promise<string> {
  const [comments, reviews] = await Promise.all([
    listComments(github, number),
    github.ask('read the reviews', (rest) =>
      rest.pulls.listReviews({ ...github.repository, pull_number: number, per_page: 100 }),
    ),
  ]);
  const written = [
    ...comments.map(({ user, body, created_at }) => ({ user, body, at: created_at })),
    ...reviews.map(({ user, body, submitted_at }) => ({ user, body, at: submitted_at ?? '' })),
  ];
  const said = written
    .filter(({ user, body }) => body?.trim() && user?.type !== 'Bot')
    .sort((one, other) => one.at.localeCompare(other.at))
    .map(({ user, body }) => `${user?.login ?? 'someone'}: ${body?.trim()}`);
  return firstWords(said.join('\n'), REASON_LENGTH);
}

function reviewOf(pull: { number: number; html_url: string }, branch: string): Review {
  return { number: pull.number, url: pull.html_url, branch };
}
