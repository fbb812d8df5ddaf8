import { constants } from 'node:fs';
import { cp, lstat, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CompleteDefinition } from '../domain/detection/complete-definition.ts';
import { SutureError } from '../domain/errors.ts';
import type { FileVersion } from '../domain/fix.ts';
import type { SandboxTask } from './sandbox/task.ts';

/** The files of a commit, or of a candidate, on disk. */
export interface Worktree {
  /** Absolute. */
  folder: string;
  /** The `node_modules` that it links to, absolute and without links; null for a service without packages. */
  packages: string | null;
  /** Folders that the service's commands write, relative. */
  output: string[];
  /** Of the commit. */
  definition: CompleteDefinition;
}

/** A task in a worktree: its commands may write the output folders, and read the packages. */
export function taskIn(
  { folder, packages, output }: Worktree,
  task: Omit<SandboxTask, 'folder'>,
): SandboxTask {
  return {
    writable: output.map((path) => join(folder, path)),
    ...task,
    folder,
    // Linked packages lie beside the folder of the others.
    readable: [...(task.readable ?? []), ...(packages ? [dirname(packages)] : [])],
  };
}

/** Links a worktree to its packages, and creates its output folders. */
export async function furnish({ folder, packages, output }: Worktree): Promise<void> {
  // A commit may carry the name itself; only ours counts.
  const link = join(folder, 'node_modules');
  await rm(link, { recursive: true, force: true });
  if (packages) await symlink(packages, link, 'dir');
  for (const path of output) await mustBeFolder(folder, path);
}

/** Creates a folder with those above it; a link or file of the commit that is in the way is removed. */
async function mustBeFolder(root: string, path: string): Promise<void> {
  const names = join(path).split('/');
  for (const [index] of names.entries()) {
    const place = join(root, ...names.slice(0, index + 1));
    const status = await lstat(place).catch(() => null);
    if (status?.isDirectory()) continue;
    await rm(place, { force: true });
    await mkdir(place);
  }
}

/**
 * Fills a candidate's worktree with the commit's files, and the edits over them.
 * @param base a worktree of the commit, built or not
 * @throws SutureError `bad_edit` for a path that leads outside or through a link
 */
export async function copyWithEdits(base: Worktree, folder: string, edits: FileVersion[]): Promise<Worktree> {
  for (const edit of edits) await mustBePlainFile(base.folder, edit.path);
  const notCopied = new Set([...base.output, 'node_modules', '.git']);
  await cp(base.folder, folder, {
    recursive: true,
    verbatimSymlinks: true,
    // Shares the blocks where the file system can.
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !notCopied.has(source.slice(base.folder.length + 1)),
  });
  const worktree = { ...base, folder };
  await furnish(worktree);
  for (const edit of edits) await writeFile(join(folder, edit.path), edit.content);
  return worktree;
}

export async function removeWorktree(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
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
