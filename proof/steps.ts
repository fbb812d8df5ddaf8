import { ProofStepName, type Verdict } from '../domain/fix.ts';

type Step = Verdict['steps'][number];

/** The steps of a proof as they end; some are under way at the same time. */
export interface StepLog {
  start(name: ProofStepName): void;
  /** The last word on a step: a second one replaces the first. */
  end(name: ProofStepName, passed: boolean, detail: string): void;
  /** The step by which the candidate was refused: the first one in time. */
  refused(): Step | null;
  /** In the order in which a reader expects them. */
  steps(): Step[];
}

const ORDER = ProofStepName.options;

export function createStepLog(onStart: (name: ProofStepName) => void): StepLog {
  const started = new Map<ProofStepName, number>();
  const ended = new Map<ProofStepName, Step>();
  return {
    start(name) {
      started.set(name, performance.now());
      onStart(name);
    },
    end(name, passed, detail) {
      const now = performance.now();
      ended.set(name, { name, passed, detail, durationMs: now - (started.get(name) ?? now) });
    },
    refused: () => [...ended.values()].find((step) => !step.passed) ?? null,
    steps: () =>
      [...ended.values()].sort((one, other) => ORDER.indexOf(one.name) - ORDER.indexOf(other.name)),
  };
}
