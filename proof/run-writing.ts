import { lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { constants, cp, mkdir, readdir, readlink } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { runInSandbox, type SandboxExit } from './sandbox/run.ts';
import type { Overlay, SandboxTask } from './sandbox/task.ts';
import type { Tools } from './tools.ts';
import { removeWorktree, taskIn, type Worktree } from './worktree.ts';

/** A build or a type check. */
export interface WritingTask extends Pick<SandboxTask, 'preload' | 'hosts'> {
  command: string[];
  environment: Record<string, string>;
  /**
   * Puts what the command should find into the output folders below `place`, which are empty, or hold what the
   * worktree has in a sandbox without mounts.
   */
  fill?(place: string): Promise<void>;
  /** What the worktree gets of the output folders below `place`, as paths relative to both. */
  keep(place: string): string[];
  /** What it may read besides the worktree, such as the folder of the sockets. */
  readable?: string[];
  /** How long it may take, in milliseconds; absent: as long as a build. */
  timeMs?: number;
  /** How long it may print nothing and use no processor, in milliseconds; absent: as long as it runs. */
  idleMs?: number;
  /** Whether it may write everywhere, since nobody knows where it does. Default: where it writes into folders of the commit. */
  everywhere?: boolean;
  signal?: AbortSignal;
  niceness?: number;
}

export interface Written {
  exit: SandboxExit;
  output: string;
}

/**
 * Runs a command of the service that writes output, in a worktree. It may remove its output folders and create files
 * beside them; only what is kept reaches the worktree.
 */
export async function runWriting(tools: Tools, worktree: Worktree, writing: WritingTask): Promise<Written> {
  const { command, environment, preload = [], readable = [] } = writing;
  const { hosts } = writing;
  const around = { command, environment, preload, readable, ...(hosts ? { hosts } : {}) };
  // Without mounts there is one folder only.
  if (tools.sandbox.name !== 'bubblewrap') {
    await writing.fill?.(worktree.folder);
    const written = await run(tools, taskIn(worktree, around), writing);
    writing.keep(worktree.folder);
    return written;
  }
  const place = join(tools.workFolder, tools.lease.name('output'));
  try {
    const everywhere = writing.everywhere ?? worktree.loose.length > 0;
    if (everywhere) await copySources(worktree, place);
    for (const path of [worktree.definition.root, ...worktree.output]) {
      await mkdir(join(place, path), { recursive: true });
    }
    await writing.fill?.(place);
    const overlay = { folder: place, parts: everywhere ? [] : await partsOf(worktree, '') };
    const settle = () => [...bringBack(place, worktree, writing.keep(place)), place];
    const task = taskIn(worktree, { ...around, overlay, writable: [place], settle });
    return await run(tools, task, writing);
  } finally {
    await removeWorktree(place);
  }
}

async function run(
  tools: Tools,
  task: SandboxTask,
  { signal, niceness, timeMs, idleMs }: WritingTask,
): Promise<Written> {
  const limits = {
    ...tools.buildLimits,
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(idleMs === undefined ? {} : { idleMs }),
  };
  const started = runInSandbox(tools.sandbox, task, limits, signal);
  if (niceness !== undefined && started.pid !== undefined) setPriority(started.pid, niceness);
  const exit = await started.exited;
  return { exit, output: started.output() };
}

/** Copies a worktree without its packages, for which there are empty folders. */
async function copySources({ folder, packages, output }: Worktree, place: string): Promise<void> {
  const modules = packages?.modules ?? [];
  const left = new Set([...output, ...modules, '.git'].map((path) => join(folder, path)));
  await cp(folder, place, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !left.has(source),
  });
  for (const path of modules) await mkdir(join(place, path), { recursive: true });
}

/** Copies the output folders of a worktree. */
export async function copyOutput({ folder, output }: Worktree, place: string): Promise<void> {
  if (place === folder) return;
  for (const path of output) {
    await cp(join(folder, path), join(place, path), {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
    });
  }
}

/** Everything in a worktree but its output folders and the folders that these lie in. */
async function partsOf(worktree: Worktree, below: string): Promise<Overlay['parts']> {
  const parts: Overlay['parts'] = [];
  for (const entry of await readdir(join(worktree.folder, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (worktree.output.some((output) => join(output) === path)) continue;
    if (entry.isDirectory() && isAbove(worktree, path)) {
      parts.push(...(await partsOf(worktree, path)));
    } else {
      const link = entry.isSymbolicLink() ? await readlink(join(worktree.folder, path)) : null;
      parts.push({ path, link });
    }
  }
  return parts;
}

/** A folder in which an output folder or the service itself lies: it may be written, as a build leaves files beside them. */
function isAbove({ output, definition }: Worktree, path: string): boolean {
  return [...output, join(definition.root, 'x')].some((each) => join(each).startsWith(`${path}/`));
}

/** Moves what is kept into the worktree. What the command put links in the way of is left behind. */
function bringBack(place: string, { folder, output }: Worktree, paths: string[]): string[] {
  for (const path of paths) {
    const [from, to] = [join(place, path), join(folder, path)];
    rmSync(to, { recursive: true, force: true });
    if (isReal(place, output.includes(path) ? path : dirname(path))) renameSync(from, to);
    else if (output.includes(path)) mkdirSync(to);
  }
  return paths.map((path) => join(folder, path)).filter((path) => lstatSync(path, { throwIfNoEntry: false }));
}

/** That a path leads through folders only, to a folder. */
function isReal(root: string, path: string): boolean {
  const names = join(path).split('/');
  return names.every((_, index) => {
    const status = lstatSync(join(root, ...names.slice(0, index + 1)), { throwIfNoEntry: false });
    return status?.isDirectory() ?? false;
  });
}
