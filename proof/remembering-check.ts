import { join, relative } from 'node:path';
import type { Worktree } from './worktree.ts';

/** In the first output folder: only there a check may write, and what lies there is taken along. */
const MEMORY = '.types-of-check.tsbuildinfo';
/** `tsc` alone, with options that say nothing of a memory. */
const PLAIN = /^(?:npx +)?tsc(?: +[\w@./:=,-]+)*$/;
const OWN = / -(?:-?incremental|-?tsBuildInfoFile|-?build|b|-?watch|w|-?noCheck|-?composite)\b/i;

/** A type check by the compiler alone, which from the second time on looks at what changed. */
export interface RememberingCheck {
  command: string[];
  /** Where it keeps what it learned, relative to the worktree. */
  memory: string;
}

/**
 * The type check of a worktree as one that remembers.
 * @returns `other` where the command is more than `tsc`, and keeps what it learned where it wants; null where nothing could be kept
 */
export function rememberingCheck({
  output,
  definition: { typecheck, root },
}: Pick<Worktree, 'output' | 'definition'>): RememberingCheck | 'other' | null {
  const line = (typecheck?.[0] === 'sh' && typecheck[1] === '-c' ? typecheck[2] : typecheck?.join(' ')) ?? '';
  if (!PLAIN.test(line) || OWN.test(line)) return 'other';
  const [folder] = output;
  if (folder === undefined) return null;
  const memory = join(folder, MEMORY);
  const flags = `--incremental --tsBuildInfoFile ${relative(root, memory)}`;
  return { command: ['sh', '-c', `${line} ${flags}`], memory };
}

/** The type check of a candidate, which remembers where the commit's own left what it learned. */
export function checkWith(worktree: Worktree, learned: readonly string[]): string[] | null {
  const found = rememberingCheck(worktree);
  const remembers = found !== null && found !== 'other' && learned.includes(found.memory);
  return remembers ? found.command : worktree.definition.typecheck;
}
