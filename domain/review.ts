/** What stands before the name of every branch that waits for a person. */
const PREFIX = 'suture';

/**
 * The branch on which a change waits for a person. The same key has the same branch, so a change that is asked for
 * twice is put before a person once. The first part of a key is the id of the workflow that waits.
 */
export function reviewBranch(idempotencyKey: string): string {
  const [workflowId = '', ...step] = idempotencyKey.split('/').map((part) => part.replace(/[^\w-]+/g, '-'));
  return [PREFIX, workflowId, step.join('-') || 'change'].join('/');
}

/** Whether what a person wrote about a change asks Suture for another one: a line of it begins with `suture:`. */
export function asksForChange(text: string): boolean {
  return /^\s*suture:/im.test(text);
}

/** What a person is asked to do, after "waits for you:" or the like. A repository on disk has branches and no page. */
export function decisionAsked({ url, branch }: { url: string; branch: string }): string {
  if (!isLocal(url)) return `merge or close ${url}`;
  const repository = decodeURI(url.replace(/^file:\/\/|#.*$/g, ''));
  return `merge or delete the branch ${branch} of ${repository}`;
}

/** The change that waits, by the name under which a person finds it: a repository on disk has branches and no pull requests. */
export function nameOfReview({
  number,
  url,
  branch,
}: {
  number: number;
  url: string;
  branch: string;
}): string {
  return isLocal(url) ? `the branch ${branch}` : `pull request ${number}`;
}

/** Whether a branch is one on which a change of ours waits, or has waited. */
export function isReviewBranch(branch: string): boolean {
  return branch.startsWith(`${PREFIX}/`);
}

/** The id of the heal that waits for what becomes of a branch; null for a branch that is not one of ours. */
export function healOfReviewBranch(branch: string): string | null {
  return /^suture\/(heal-LIVE-\d{4,})\/[\w-]+$/.exec(branch)?.[1] ?? null;
}

/** What a person did who did not want a change: "closed pull request 7". */
function closedReview(review: { number: number; url: string; branch: string }): string {
  return `${isLocal(review.url) ? 'deleted' : 'closed'} ${nameOfReview(review)}`;
}

/** How a person closed a change unmerged, and what people wrote about it, as a sentence. */
export function closedUnmerged(
  review: { number: number; url: string; branch: string },
  { by, reason }: { by: string | null; reason: string },
): string {
  return `${by ?? 'A person'} ${closedReview(review)} unmerged${reason ? `: ${reason}` : '.'}`;
}

function isLocal(url: string): boolean {
  return url.startsWith('file:');
}
