import type { Git } from './git.ts';
import { unavailable } from './git.ts';

/** How often a reference is tried that another process has locked; git itself waits 100 ms each time. */
const LOCKED_TRIES = 20;

/**
 * Moves a branch from one commit to another, unless it has left the first: compare and swap.
 * @returns false when the branch points elsewhere.
 */
export async function advanceBranch(git: Git, branch: string, from: string, to: string): Promise<boolean> {
  const reference = `refs/heads/${branch}`;
  for (let turn = 0; turn < LOCKED_TRIES; turn += 1) {
    const moved = await git.attempt(['update-ref', reference, to, from]);
    if (moved.code === 0) return true;
    const now = await git.attempt(['rev-parse', '--verify', '--quiet', reference]);
    if (now.stdout !== from) return false;
    // The branch still stands where it stood: another process held its lock, and may have lost its own race.
  }
  throw unavailable(
    `${reference} in ${git.repository} stays locked; a killed git may have left ${reference}.lock`,
  );
}

/** One commit of a tree on a parent. The message is kept as it is. */
export async function commitTree(git: Git, tree: string, parent: string, message: string): Promise<string> {
  const text = message.endsWith('\n') ? message : `${message}\n`;
  return git.run(['commit-tree', tree, '-p', parent, '-F', '-'], { input: text });
}
