import type { OwnTests } from './ladder/compare-tests.ts';
import type { Worktree } from './worktree.ts';

/** What the proof of a candidate for one request leaves to its proof for the next one. */
export interface KeptCandidate {
  /** Built, with types that hold; null before, and where they do not. */
  worktree: Worktree | null;
  /** How the service's own tests ended on it; null: they did not run. */
  tests: OwnTests | null;
}

export function keptNothing(): KeptCandidate {
  return { worktree: null, tests: null };
}
