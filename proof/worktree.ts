import { constants } from 'node:fs';
import { cp, lstat, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SutureError } from '../domain/errors.ts';
import type { FileEdit } from '../domain/fix.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';

/** What is never copied from a built worktree to a candidate's. */
const NOT_COPIED = new Set(['dist', 'node_modules', '.git']);

/** Puts a commit into a new folder, with a link to installed packages and an empty `dist`. */
export async function checkOut(
  codeHost: CodeHost,
  commit: string,
  folder: string,
  nodeModules: string,
): Promise<void> {
  await codeHost.checkout(commit, folder);
  await furnish(folder, nodeModules);
}

/**
 * A candidate's worktree: the commit's files, and the edits over them.
 * @param base a worktree of the commit, built or not
 * @throws SutureError `bad_edit` for a path that leads outside or through a link
 */
export async function copyWithEdits(
  base: string,
  folder: string,
  edits: FileEdit[],
  nodeModules: string,
): Promise<void> {
  for (const edit of edits) await mustBePlainFile(base, edit.path);
  await cp(base, folder, {
    recursive: true,
    verbatimSymlinks: true,
    // Shares the blocks where the file system can.
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !NOT_COPIED.has(source.slice(base.length + 1)),
  });
  await furnish(folder, nodeModules);
  for (const edit of edits) await writeFile(join(folder, edit.path), edit.content);
}

export async function removeWorktree(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

async function furnish(folder: string, nodeModules: string): Promise<void> {
  // A commit may carry these names itself; ours are the ones that count.
  await rm(join(folder, 'node_modules'), { recursive: true, force: true });
  await symlink(nodeModules, join(folder, 'node_modules'), 'dir');
  await mkdir(join(folder, 'dist'), { recursive: true });
}

/** A path of plain names below the folder, through real folders, to a real file. */
async function mustBePlainFile(folder: string, path: string): Promise<void> {
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..') || path.includes('\\')) {
    throw new SutureError('bad_edit', `${path} is not a plain path inside the repository`);
  }
  for (const [index] of names.entries()) {
    const status = await lstat(join(folder, ...names.slice(0, index + 1))).catch(() => null);
    const last = index === names.length - 1;
    if (!status || status.isSymbolicLink() || (last ? !status.isFile() : !status.isDirectory())) {
      throw new SutureError('bad_edit', `${path} is not a plain file of this commit`);
    }
  }
}
