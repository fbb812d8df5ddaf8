import type { FileEdit } from '../fix.ts';

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
  edits: FileEdit[];
  /** Subject, body and trailers; must hold the trailer `Suture-Key: <idempotencyKey>`. */
  message: string;
  idempotencyKey: string;
}

/** Where the service's source lives. Errors: `SutureError` of type `head_moved`, `unknown_commit`, `code_host_unavailable` (retryable). */
export interface CodeHost {
  readonly name: string;
  /** The commit that a branch points to. */
  head(branch: string): Promise<string>;
  /** File texts at a commit; a file that does not exist there is absent. */
  readFiles(commit: string, paths: string[]): Promise<Record<string, string>>;
  /** Puts the whole tree of a commit into an empty or absent folder. */
  checkout(commit: string, folder: string): Promise<void>;
  /**
   * One commit with these edits on `parent`, never a force. Asked again with the same key it returns the
   * commit that is already on the branch. `created` is false then.
   */
  push(request: PushRequest): Promise<{ commit: string; created: boolean }>;
  /** The commit on the branch that carries the key, if any. */
  findByKey(branch: string, idempotencyKey: string): Promise<Commit | null>;
  /**
   * A commit on the present head that takes back what `commit` changed. Same idempotency as `push`.
   * Throws `revert_conflict` when later commits touched the same lines.
   */
  revert(request: {
    branch: string;
    commit: string;
    message: string;
    idempotencyKey: string;
  }): Promise<{ commit: string; created: boolean }>;
  /** Whether `descendant` is `commit` or stands on it. False for an unknown commit. */
  contains(descendant: string, commit: string): Promise<boolean>;
}
