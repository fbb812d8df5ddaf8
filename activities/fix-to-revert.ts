import type { Rollout } from '../domain/rollout.ts';
import type { Round } from './run.ts';
import type { Verification } from './verify-fix.ts';

export interface FixToRevert extends Round {
  commit: string;
  /** Why it did not hold, a sentence; the provider gets it in the next round. */
  why: string;
  rollout: Rollout;
  /** Who asked for it, though it held; absent where it did not hold. */
  by?: string;
  /** Null when it was never rolled out. */
  verification: Verification | null;
}
