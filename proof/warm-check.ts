import { cp, readdir } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { ServiceDefinition } from '../domain/service-definition.ts';
import { programEnvironment } from './program-environment.ts';
import { runInSandbox } from './sandbox/run.ts';
import type { Tools } from './tools.ts';
import { taskIn, type Worktree } from './worktree.ts';

/** The check runs with this niceness, so that it does not slow down what a heal waits for. */
const NICENESS = 10;

/**
 * Type-checks an unchanged commit while its fault is reproduced. An incremental compiler leaves what it learned in the
 * output folders, and the check of a candidate starts from there. Never rejects: without it a check starts from nothing.
 * @returns what it left, as paths relative to the worktree
 */
export async function warmCheck(
  tools: Tools,
  definition: ServiceDefinition,
  worktree: Worktree,
  signal: AbortSignal,
): Promise<string[]> {
  if (!definition.typecheck) return [];
  const before = new Set(await outputOf(worktree));
  const run = runInSandbox(
    tools.sandbox,
    taskIn(worktree, { command: definition.typecheck, environment: programEnvironment(definition, null) }),
    tools.buildLimits,
    signal,
  );
  if (run.pid !== undefined) setPriority(run.pid, NICENESS);
  await run.exited;
  return (await outputOf(worktree)).filter((path) => !before.has(path));
}

/** Copies what a type check left to another worktree of nearly the same files. */
export async function inheritCheck(from: Worktree, to: Worktree, paths: string[]): Promise<void> {
  for (const path of paths) {
    await cp(join(from.folder, path), join(to.folder, path), { recursive: true, force: false });
  }
}

async function outputOf({ folder, output }: Worktree): Promise<string[]> {
  const listed = output.map(async (path) => {
    const names = await readdir(join(folder, path)).catch(() => []);
    return names.map((name) => join(path, name));
  });
  return (await Promise.all(listed)).flat();
}
