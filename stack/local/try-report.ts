import type { Failure } from '../../domain/evidence.ts';
import type { Candidate, Trial, Verdict } from '../../domain/fix.ts';
import type { ProofContext } from '../../domain/ports/prover.ts';
import type { Answer } from '../../proof/ask-once.ts';

/** The parts of a try, in their order. */
export const TRY_STEPS = ['prepare', 'reproduce', 'propose', 'prove'] as const;
export type TryStep = (typeof TRY_STEPS)[number];

/** Who follows a try. */
export interface TryFollower {
  began(step: TryStep): void;
  at(step: TryStep, text: string): void;
  ended(step: TryStep, end: { ok: boolean; ms: number; text: string }): void;
}

/** One request, and how it went on the unchanged commit. */
export interface TriedRequest {
  title: string;
  failures: Failure[];
  runs: number;
  /** What was answered, where it did not fail or nobody said what would be right. */
  answer: Answer | null;
}

export interface TryReport {
  service: string;
  commit: string;
  /** `answered`: no request fails. `fails`: one does, and nobody said what would be right. */
  outcome: 'proven' | 'not_proven' | 'answered' | 'fails';
  requests: TriedRequest[];
  allowedFiles: string[];
  /** Why there is nothing to prove, or no more; null when there was. */
  refusal: string | null;
  explanation: string | null;
  tried: Trial[];
  /** What holds: the fix, its diff, and a verdict for each request. */
  fix: { candidate: Candidate; diff: string; verdicts: Verdict[] } | null;
  /** Whether the requests are recorded ones, of which nobody said what would be right. */
  recorded: boolean;
  notes: string[];
  ms: Record<TryStep, number>;
}

/** Runs a part of a try: shows it while it runs and adds up its time. */
export type RunStep = <T>(
  name: TryStep,
  work: (
    at: (text: string) => void,
    context: ProofContext,
  ) => Promise<{ value: T; text: string; ok?: boolean }>,
) => Promise<T>;

/** Runs the parts of a try, which may come more than once, and adds up their times. */
export function createSteps({ ms }: TryReport, follower: TryFollower, signal: AbortSignal): RunStep {
  return async (name, work) => {
    follower.began(name);
    const began = performance.now();
    const at = (text: string) => follower.at(name, text);
    const end = (ok: boolean, text: string) => {
      ms[name] += performance.now() - began;
      follower.ended(name, { ok, ms: ms[name], text });
    };
    try {
      const { value, text, ok = true } = await work(at, { signal, heartbeat: at });
      end(ok, text);
      return value;
    } catch (error) {
      end(false, '');
      throw error;
    }
  };
}
