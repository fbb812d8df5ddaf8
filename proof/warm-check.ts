import { readdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { commandFailed } from './command-failed.ts';
import { programEnvironment } from './program-environment.ts';
import { checkWith, rememberingCheck } from './remembering-check.ts';
import { copyOutput, runWriting } from './run-writing.ts';
import type { Tools } from './tools.ts';
import type { Worktree } from './worktree.ts';

/** The check runs with this niceness, so that it does not slow down what a heal waits for. */
const NICENESS = 10;

/** What a type check of nearly the same files left. */
export interface Learned {
  folder: string;
  /** In the output folders, relative to `folder`. */
  paths: string[];
}

/**
 * Type-checks an unchanged commit while its fault is reproduced. An incremental compiler leaves what it learned in the
 * output folders, and the check of a candidate starts from there; one that can leave nothing does not run. Never rejects: without it
 * a check starts from nothing.
 * @param earlier what the check of an earlier commit left; `asWritten`: for who wants to know how the command itself ends
 * @returns what it left, as paths relative to the worktree
 */
export async function warmCheck(
  tools: Tools,
  worktree: Worktree,
  earlier: Learned | null | 'asWritten',
  signal: AbortSignal,
): Promise<string[]> {
  const { definition } = worktree;
  if (!definition.typecheck) return [];
  const asWritten = earlier === 'asWritten';
  const remembering = asWritten ? 'other' : rememberingCheck(worktree);
  if (remembering === null) return [];
  const typecheck = remembering === 'other' ? definition.typecheck : remembering.command;
  const built = new Set(outputOf(worktree.folder, worktree));
  let left: string[] = [];
  const run = async (command: string[]) => {
    const { exit, output } = await runWriting(tools, worktree, {
      command,
      environment: programEnvironment(definition, null),
      async fill(place) {
        await copyOutput(worktree, place);
        if (earlier && !asWritten) await inheritCheck(earlier, place);
      },
      keep(place) {
        left = outputOf(place, worktree).filter((path) => !built.has(path));
        return left;
      },
      signal,
      niceness: NICENESS,
    });
    if (exit.ended !== 'exit' || exit.code !== 0) throw commandFailed('The type check failed', exit, output);
  };
  // What it learned counts, also where it found errors.
  await tools.step('types', () => run(typecheck)).catch(() => {});
  return left;
}

/**
 * Whether an unchanged commit passes its type check without the output of its build. One whose types are made by the build
 * (a generated client, the declarations of another package) does not. Never rejects.
 */
export async function checkAlone(
  tools: Tools,
  worktree: Worktree,
  learned: Promise<string[]>,
  signal: AbortSignal,
): Promise<boolean> {
  const { definition, folder } = worktree;
  if (!definition.typecheck) return true;
  const paths = await learned;
  const checking = runWriting(tools, worktree, {
    command: checkWith(worktree, paths) ?? definition.typecheck,
    environment: programEnvironment(definition, null),
    fill: (place) => inheritCheck({ folder, paths }, place),
    keep: () => [],
    signal,
  });
  return checking.then(
    ({ exit }) => exit.ended === 'exit' && exit.code === 0,
    () => false,
  );
}

/** Copies what a type check left to another place, for nearly the same files. */
export async function inheritCheck({ folder, paths }: Learned, place: string): Promise<void> {
  for (const path of paths) {
    await cp(join(folder, path), join(place, path), { recursive: true, force: false });
  }
}

function outputOf(place: string, { output }: Worktree): string[] {
  return output.flatMap((path) => namesIn(join(place, path)).map((name) => join(path, name)));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
