import type { Reproduction } from '../../../domain/ports/prover.ts';
import type { Base } from '../../tools.ts';
import type { Worktree } from '../../worktree.ts';
import type { MissLog } from './missed.ts';

/** A changed service that is asked what is beside the failure. */
export interface Judged {
  base: Base;
  worktree: Worktree;
  reproduction: Reproduction;
  /** What the failing request is answered now. */
  status: number | null;
  body: unknown;
  /** Gathers what it does not answer. */
  missed: MissLog;
}
