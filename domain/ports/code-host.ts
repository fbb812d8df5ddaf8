import type { FileVersion } from '../fix.ts';
import type { ServiceRecord } from '../service.ts';

export interface Commit {
  sha: string;
  subject: string;
  /** Trailers by name, as written. */
  trailers: Record<string, string>;
}

export interface PushRequest {
  branch: string;
  /** The head that was read; the push is refused with `head_moved` when the branch has left it. */
  parent: string;
  edits: FileVersion[];
  /** Subject, body and trailers; must hold the trailer `Suture-Key: <idempotencyKey>`. */
  message: string;
  idempotencyKey: string;
  /**
   * What a person reads who decides about the change, in Markdown. A host that puts changes before a person does so
   * with this text; a change without it is never put before anyone.
   */
  review?: {
    title: string;
    body: string;
    /** An open change whose place this one takes, on the same branch and under the same number. */
    updates?: Review | undefined;
  };
}

/** A change that waits at the code host until a person merges or closes it. */
export interface Review {
  number: number;
  url: string;
  /** The branch that holds it; see `domain/review.ts`. */
  branch: string;
}

export interface Push {
  /** The commit that holds the change: on the branch, or, where there is a review, on the review's own branch. */
  commit: string;
  /** False when an earlier call had made it. */
  created: boolean;
  review: Review | null;
}

export type ReviewState =
  /** `changes`: somebody who looked at what its branch holds now asks for changes, in a review or in a comment with a line that begins with `suture:`. */
  | { state: 'pending'; changes?: { by: string; reason: string } | undefined }
  /**
   * `commit`: what came onto the branch. `head`: what the review's own branch had at its end, which a person may have
   * changed. Null where the host does not say.
   */
  | { state: 'merged'; commit: string; head: string | null; by: string | null }
  /** `reason`: what people wrote about it, cut to a few kilobytes; data, never instruction. */
  | { state: 'closed'; by: string | null; reason: string };

/** The code host of each service. */
export interface CodeHosts {
  /** @throws SutureError `invalid_settings` when credentials that the repository needs are not set */
  of(service: Pick<ServiceRecord, 'name' | 'repository'>): CodeHost;
}

/**
 * Where a service's source lives. Errors: `SutureError` of type `head_moved`, `unknown_commit`, `unknown_review`,
 * `code_host_unavailable` and `code_host_rate_limited` (both retryable), and `code_host_refused`, which a person must
 * look into: credentials, permissions, or rules of the branch.
 */
export interface CodeHost {
  readonly name: string;
  /** The commit that a branch points to. */
  head(branch: string): Promise<string>;
  /** File texts at a commit; a file that does not exist there is absent. */
  readFiles(commit: string, paths: string[]): Promise<Record<string, string>>;
  /** The paths of all files at a commit. */
  listFiles(commit: string): Promise<string[]>;
  /** Puts the whole tree of a commit into an empty or absent folder. */
  checkout(commit: string, folder: string): Promise<void>;
  /**
   * One commit with these edits on `parent`, never a force but on the branch of an open change that is updated. Asked again with the same key it returns the
   * commit that is already on the branch, or the review that was opened already. `created` is false then.
   */
  push(request: PushRequest): Promise<Push>;
  /** The commit on the branch that carries the key, if any. */
  findByKey(branch: string, idempotencyKey: string): Promise<Commit | null>;
  /**
   * A commit on the present head that reverts what `commit` changed, on the branch itself, also where fixes are
   * reviewed: what is broken in production does not wait. Same idempotency as `push`.
   * Throws `revert_conflict` when later commits touched the same lines.
   */
  revert(request: {
    branch: string;
    commit: string;
    message: string;
    idempotencyKey: string;
  }): Promise<{ commit: string; created: boolean }>;
  /** What became of a review. */
  review(number: number): Promise<ReviewState>;
  /**
   * Closes a review that is not needed any more, with the reason as a comment, and deletes its branch. Of one that is merged
   * or closed only the branch goes; one that rules protect, or on which somebody stands, stays.
   */
  withdraw(number: number, reason: string): Promise<void>;
  /** Whether `descendant` is `commit` or stands on it. False for an unknown commit. */
  contains(descendant: string, commit: string): Promise<boolean>;
}
