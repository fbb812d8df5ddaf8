import { SutureError } from '../../domain/errors.ts';
import { KEY_TRAILER } from '../../domain/pipeline.ts';
import { trailersOf } from './trailers.ts';

/**
 * A path that names a file inside the repository and nothing else, however the file system folds names.
 * @throws SutureError `unsafe_path`.
 */
export function checkPath(path: string): void {
  const parts = path.split('/');
  const folded = parts.map((part) => part.toLowerCase().replace(/[. ]+$/, ''));
  const control = [...path].some((character) => character < ' ' || character === '\\');
  // An empty part is "//", a leading or trailing "/", and, once its dots are taken off, "." or "..".
  if (!control && folded.every((part) => part !== '' && part !== '.git')) return;
  throw new SutureError(
    'unsafe_path',
    `${JSON.stringify(path)} is not a path of a file inside the repository; give one relative to its root, without "..", and not below .git.`,
    { details: { path } },
  );
}

/** @throws SutureError `unknown_commit` for what is not a full commit id. */
export function checkCommit(commit: string): void {
  if (!/^[0-9a-f]{40}$/.test(commit)) throw unknownCommit(commit);
}

export function unknownCommit(commit: string): SutureError {
  return new SutureError(
    'unknown_commit',
    `There is no commit ${JSON.stringify(commit)} in the repository; read the branch's head again.`,
    { details: { commit } },
  );
}

/**
 * A message that ends with the key's trailer, so that the commit can be found again.
 * @throws SutureError `missing_key`.
 */
export function checkMessage(message: string, idempotencyKey: string): void {
  if (idempotencyKey.trim() === idempotencyKey && !/[\r\n]/.test(idempotencyKey) && idempotencyKey) {
    if (trailersOf(message)[KEY_TRAILER] === idempotencyKey) return;
  }
  throw new SutureError(
    'missing_key',
    `The commit's message must end with the trailer "${KEY_TRAILER}: ${idempotencyKey}", on one line.`,
    { details: { idempotencyKey } },
  );
}

export function unsafePath(path: string, why: string): SutureError {
  return new SutureError(
    'unsafe_path',
    `${path} cannot be written (${why}); an edit may only create or replace a plain file.`,
    { details: { path } },
  );
}

export function headMoved(branch: string, parent: string): SutureError {
  return new SutureError(
    'head_moved',
    `${branch} no longer points to ${parent}; read its head again and make the change on that.`,
    { benign: true, details: { branch, parent } },
  );
}

export function revertConflict(commit: string, where: string): SutureError {
  return new SutureError(
    'revert_conflict',
    `${commit} cannot be reverted by itself: later commits changed the same lines (${where}). A person must revert it by hand.`,
    { details: { commit, where } },
  );
}

/** For a branch on which a person stands: what they have not committed would be lost from their sight. */
export function checkedOut(branch: string, repository: string): SutureError {
  return new SutureError(
    'code_host_refused',
    `${branch} is checked out in ${repository}, and Suture never commits under a person's work tree. Set "deliver: review" in suture.yaml, or attach a bare repository.`,
    { details: { branch, repository } },
  );
}

export function branchTaken(branch: string, repository: string): SutureError {
  return new SutureError(
    'code_host_refused',
    `${repository} has a branch ${branch} that Suture did not make. Rename or delete it, and retry the incident.`,
    { details: { branch, repository } },
  );
}

export function unknownReview(number: number): SutureError {
  return new SutureError('unknown_review', `There is no review ${number}; retry the incident.`, {
    details: { number },
  });
}
