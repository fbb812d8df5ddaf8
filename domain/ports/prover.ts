import type { Evidence, Failure, Observations } from '../evidence.ts';
import type { Candidate, Verdict } from '../fix.ts';
import type { Service } from '../service.ts';
import type { FaultDefinition } from '../service-definition.ts';

export interface ProofSubject {
  /** With the definition at `commit`. */
  service: Service;
  fault: FaultDefinition;
  /** The commit that candidates stand on. */
  commit: string;
}

export interface ProofContext {
  signal: AbortSignal;
  heartbeat(detail: string): void;
}

export interface Reproduction {
  reproduced: boolean;
  runs: number;
  failures: Failure[];
  observations: Observations;
  /** Tables of the scratch database. */
  schema: Evidence['schema'];
  durationMs: number;
}

/** Replays a fault, and proves fixes, in a sandbox. */
export interface Prover {
  /** The isolation in use, named as such: `bubblewrap`, or `process` (weak). */
  readonly name: string;
  /** Replays the probe on the unchanged commit. */
  reproduce(subject: ProofSubject, context: ProofContext): Promise<Reproduction>;
  /**
   * Proves one candidate against what the reproduction saw. Never throws for a bad candidate: that is a verdict.
   * Throws `sandbox_unavailable` (retryable) when no verdict can be reached.
   */
  prove(
    subject: ProofSubject,
    candidate: Candidate,
    reproduction: Reproduction,
    context: ProofContext,
  ): Promise<Verdict>;
  /** Worktrees and scratch databases left by a worker that died. Returns how many were removed. */
  sweep(): Promise<number>;
}
