import { createHash } from 'node:crypto';
import { z } from 'zod';
import { firstWords } from '../../domain/cut-words.ts';
import type { Push, PushRequest, Review, ReviewState } from '../../domain/ports/code-host.ts';
import { asksForChange, reviewBranch } from '../../domain/review.ts';
import { commitTree } from './advance-branch.ts';
import { branchTaken, headMoved, unknownReview } from './checks.ts';
import { findMerge } from './find-merge.ts';
import { type Git, unavailable } from './git.ts';
import { withReviewText } from './review-message.ts';
import { writeTree } from './write-tree.ts';

/** What is kept of a review: a tag object below `refs/suture/reviews/`, which also keeps its commit. */
const Kept = z.object({
  number: z.number().int(),
  branch: z.string(),
  /** The branch that it is for. */
  base: z.string(),
  parent: z.string(),
  commit: z.string(),
});
type KeptReview = z.infer<typeof Kept>;

const REVIEWS = 'refs/suture/reviews';
const KEYS = 'refs/suture/keys';
const CLOSED = 'refs/suture/closed';
/** How often a review is opened again because another process changed the same references. */
const TRIES = 20;

export interface LocalReviews {
  /** The review that was opened for a key, if any. */
  opened(key: string): Promise<Push | null>;
  /** Puts a change on a branch of its own. `head` gives the commit that a branch points to. */
  open(request: PushRequest, head: (branch: string) => Promise<string>): Promise<Push>;
  state(number: number): Promise<ReviewState>;
  withdraw(number: number, reason: string): Promise<void>;
}

/**
 * Reviews in a repository on disk: a branch `suture/…` that a person merges or deletes. All that is written are that branch and
 * references below `refs/suture/`, in one transaction of git, so that any number of processes may ask for the same review.
 * No work tree is touched.
 */
export function createLocalReviews(git: Git): LocalReviews {
  async function read(reference: string): Promise<KeptReview | null> {
    const { code, stdout } = await git.attempt(['cat-file', 'tag', reference]);
    if (code !== 0) return null;
    return Kept.parse(JSON.parse(stdout.slice(stdout.indexOf('\n\n'))));
  }

  async function mustRead(number: number): Promise<KeptReview> {
    const kept = await read(`${REVIEWS}/${number}`);
    if (kept) return kept;
    await git.run(['rev-parse', '--git-dir']);
    throw unknownReview(number);
  }

  const pushed = (kept: KeptReview, created: boolean): Push => ({
    commit: kept.commit,
    created,
    review: reviewOf(git.repository, kept),
  });

  async function opened(key: string): Promise<Push | null> {
    const kept = await read(keyReference(key));
    if (!kept) return null;
    const merged = await findMerge(git, kept);
    return pushed(merged ? { ...kept, commit: merged.commit } : kept, false);
  }

  async function open(request: PushRequest, head: (branch: string) => Promise<string>): Promise<Push> {
    const { branch: base, parent, edits, message, idempotencyKey, review } = request;
    const branch = reviewBranch(idempotencyKey);
    const text = withReviewText(message, review?.body ?? '');
    let commit: string | null = null;
    for (let turn = 0; turn < TRIES; turn += 1) {
      const done = await opened(idempotencyKey);
      if (done) return done;
      if ((await head(base)) !== parent) throw headMoved(base, parent);
      commit ??= await commitTree(git, await writeTree(git, parent, edits), parent, text);
      const numbers = await git.run(['for-each-ref', '--format=%(refname:lstrip=3)', REVIEWS]);
      const number = Math.max(0, ...numbers.split('\n').map(Number)) + 1;
      const kept: KeptReview = { number, branch, base, parent, commit };
      const tag = await writeTag(git, kept);
      const created = await change(git, [
        ['create', `${REVIEWS}/${number}`, tag],
        ['create', keyReference(idempotencyKey), tag],
        ['create', `refs/heads/${branch}`, commit],
      ]);
      if (created) {
        if (review?.updates) await withdraw(review.updates.number, `${branch} takes its place.`);
        return pushed(kept, true);
      }
    }
    const stands = await git.attempt(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]);
    if (stands.code === 0) throw branchTaken(branch, git.repository);
    throw unavailable(`${branch} cannot be created in ${git.repository}; a killed git may have left a lock`);
  }

  async function state(number: number): Promise<ReviewState> {
    const kept = await mustRead(number);
    const merged = await findMerge(git, kept);
    if (merged) {
      const { code, stdout } = await git.attempt([
        'rev-parse',
        '--verify',
        '--quiet',
        `refs/heads/${kept.branch}`,
      ]);
      return { state: 'merged', ...merged, head: code === 0 ? stdout : null };
    }
    const closed = await git.attempt(['cat-file', 'blob', `${CLOSED}/${number}`]);
    if (closed.code === 0) return { state: 'closed', by: 'Suture', reason: closed.stdout };
    const branch = await git.attempt(['rev-parse', '--verify', '--quiet', `refs/heads/${kept.branch}`]);
    const note = await readNote(git, kept.commit);
    if (branch.code !== 0) return { state: 'closed', by: note.by, reason: said(note) };
    if (note.by === null || !asksForChange(note.text)) return { state: 'pending' };
    return { state: 'pending', changes: { by: note.by, reason: said(note) } };
  }

  async function withdraw(number: number, reason: string): Promise<void> {
    const kept = await mustRead(number);
    const before = (await state(number)).state;
    if (before === 'merged') return dropBranch(kept.branch);
    if (before === 'closed') return;
    const blob = await git.run(['hash-object', '-w', '--stdin'], { input: reason });
    const tip = await git.run(['rev-parse', '--verify', `refs/heads/${kept.branch}`]);
    const inUse = await isCheckedOut(git, kept.branch);
    await change(git, [
      ['create', `${CLOSED}/${number}`, blob],
      // A branch on which somebody stands stays.
      ...(inUse ? [] : [['delete', `refs/heads/${kept.branch}`, tip]]),
    ]);
  }

  /** A branch on which somebody stands stays, and so does one that has moved meanwhile. */
  async function dropBranch(branch: string): Promise<void> {
    const { code, stdout } = await git.attempt(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]);
    if (code === 0 && !(await isCheckedOut(git, branch))) {
      await change(git, [['delete', `refs/heads/${branch}`, stdout]]);
    }
  }

  return { opened, open, state, withdraw };
}

/** Where a person finds it. */
function reviewOf(repository: string, { number, branch }: KeptReview): Review {
  return { number, url: `file://${encodeURI(repository)}#${branch}`, branch };
}

function keyReference(key: string): string {
  return `${KEYS}/${createHash('sha256').update(key).digest('hex')}`;
}

async function writeTag(git: Git, kept: KeptReview): Promise<string> {
  const time = Math.floor(Date.now() / 1000);
  const tag = [
    `object ${kept.commit}`,
    'type commit',
    `tag suture-review-${kept.number}`,
    `tagger Suture <suture@localhost> ${time} +0000`,
    '',
    JSON.stringify(kept),
    '',
  ];
  return git.run(['mktag'], { input: tag.join('\n') });
}

/** Changes references, all of them or none. @returns false when one is not as it was expected, or is locked */
async function change(git: Git, steps: string[][]): Promise<boolean> {
  const lines = ['start', ...steps.map((step) => step.join(' ')), 'prepare', 'commit', ''];
  return (await git.attempt(['update-ref', '--no-deref', '--stdin'], { input: lines.join('\n') })).code === 0;
}

/** True when a work tree stands on a branch. */
export async function isCheckedOut(git: Git, branch: string): Promise<boolean> {
  const listed = await git.run(['worktree', 'list', '--porcelain']);
  return listed.split('\n').includes(`branch refs/heads/${branch}`);
}

/** What a person wrote about a commit by `git notes`, and who: a deleted branch says neither. */
async function readNote(git: Git, commit: string): Promise<{ by: string | null; text: string }> {
  const note = await git.attempt(['notes', 'show', commit]);
  if (note.code !== 0) return { by: null, text: '' };
  const by = await git.attempt(['log', '-1', '--format=%an', 'refs/notes/commits']);
  return { by: by.stdout || null, text: firstWords(note.stdout, 4_000) };
}

function said({ by, text }: { by: string | null; text: string }): string {
  return text && `${by ?? 'someone'}: ${text}`;
}
