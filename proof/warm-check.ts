import { cp, readdir } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { ServiceDefinition } from '../domain/service-definition.ts';
import { runInSandbox } from './sandbox/run.ts';
import type { Tools } from './tools.ts';

/** So nice that what a heal waits for goes first. */
const NICENESS = 10;

/**
 * Type-checks an unchanged commit while its fault is reproduced. An incremental compiler leaves what it learned in
 * `dist/`, from which the check of a candidate starts. Never rejects: a commit that is not clean just stays cold.
 * @returns the names of what was left in `dist/`
 */
export async function warmCheck(
  tools: Tools,
  { build }: ServiceDefinition,
  folder: string,
  signal: AbortSignal,
): Promise<string[]> {
  const dist = join(folder, 'dist');
  const before = new Set(await readdir(dist).catch(() => []));
  const run = runInSandbox(
    tools.sandbox,
    { command: build.typecheck, folder, writable: [dist] },
    tools.buildLimits,
    signal,
  );
  if (run.pid !== undefined) setPriority(run.pid, NICENESS);
  await run.exited;
  const after = await readdir(dist).catch(() => []);
  return after.filter((name) => !before.has(name));
}

/** Hands what a type check left to another worktree of nearly the same files. */
export async function inheritCheck(from: string, to: string, names: string[]): Promise<void> {
  for (const name of names) {
    await cp(join(from, 'dist', name), join(to, 'dist', name), { recursive: true, force: false });
  }
}
