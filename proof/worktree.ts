import { constants } from 'node:fs';
import { cp, lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompleteDefinition } from '../domain/detection/complete-definition.ts';
import { SutureError } from '../domain/errors.ts';
import type { FileVersion } from '../domain/fix.ts';
import { emptyModules, linkModules } from './packages/link-modules.ts';
import type { Packages } from './packages/packages.ts';
import type { SandboxTask } from './sandbox/task.ts';
import type { MeasuredStart } from './start-limit.ts';

/** The files of a commit, or of a candidate, on disk. */
export interface Worktree {
  /** Absolute. */
  folder: string;
  /** Null for a service without packages. */
  packages: Packages | null;
  /** True where the sandbox puts the packages in their place by itself. */
  mounted?: boolean;
  /** The folder with the Node of the service, absolute; null where Suture's own is right. */
  node: string | null;
  /** Folders that the service's commands write, relative. */
  output: string[];
  /** Files that they write into folders of the commit, relative. */
  loose: string[];
  /** Folders of the commit in which the service keeps what is not of the commit, such as logs, relative. */
  scratch: string[];
  /** Of the commit. */
  definition: CompleteDefinition;
  /** Shared by the commit and all candidates that stand on it. */
  started: MeasuredStart;
}

/**
 * A task in a worktree: its commands start in the service's folder, find the programs of its packages, may write the output
 * folders, and read the packages.
 */
export function taskIn(
  { folder, packages, node, output, scratch, definition }: Worktree,
  task: Omit<SandboxTask, 'folder'>,
): SandboxTask {
  const directory = join(folder, definition.root);
  const bins = [...new Set([directory, folder])].map((place) => join(place, 'node_modules/.bin'));
  const { home = '', modules = [] } = packages ?? {};
  return {
    writable: output.map((path) => join(folder, path)),
    scratch: scratch.map((path) => join(folder, path)),
    ...task,
    folder,
    directory,
    path: [...bins, ...(node ? [node] : [])],
    mounts: modules.map((path) => ({ from: join(home, path), to: join(folder, path) })),
    readable: [...(task.readable ?? []), ...(node ? [node] : [])],
  };
}

/** Makes room for the packages of a worktree, or links to them, and creates its output folders. */
export async function furnish({ folder, packages, mounted, output, scratch }: Worktree): Promise<void> {
  // A commit may carry the name itself; only ours counts.
  await rm(join(folder, 'node_modules'), { recursive: true, force: true });
  if (packages) (mounted ? emptyModules : linkModules)(packages, folder);
  for (const path of [...output, ...scratch]) await mustBeFolder(folder, path);
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
  const modules = base.packages?.modules ?? [];
  const notCopied = new Set([...base.output, ...base.loose, ...modules, 'node_modules', '.git']);
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
