import type { Candidate } from '../domain/fix.ts';
import type { Reproduction } from '../domain/ports/prover.ts';
import type { Power } from '../domain/power.ts';
import type { Climbed } from './ladder/climb.ts';
import type { Seen } from './observe.ts';
import type { ProbeOutcome } from './run-probe.ts';
import type { StepLog } from './steps.ts';
import type { Base, Job } from './tools.ts';

export interface CandidatePlan {
  base: Base;
  candidate: Candidate;
  /** Null while the reproduction is under way. */
  known: Reproduction | null;
  /** What nothing is judged without. Rejects when the fault could not be replayed. */
  pending: Promise<Reproduction>;
  runs: number;
  /** Surroundings with values of their own, over which the runs are spread. */
  groups: number;
  log: StepLog;
}

/** What the runs of a candidate showed; the log says how each step ended. */
export interface Findings {
  outcome: ProbeOutcome | null;
  seen: Seen;
  /** What the runs could do that the base's could not. */
  powers: Power[];
  /** What the ladder found besides; absent: something else refused the candidate. */
  climbed?: Climbed;
}

/** What all steps of one candidate share. */
export interface Course extends CandidatePlan {
  job: Job;
  findings: Findings;
  /** Fires when a step failed or the job is stopped. */
  signal: AbortSignal;
  /** A type check that failed and is made again; null: none is. */
  checkingAgain: Promise<unknown> | null;
  /** Ends the other steps. */
  stop(): void;
}
