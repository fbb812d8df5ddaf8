import type { Answer } from './answers.ts';

export type Fault =
  /** In place of the real answer; nothing is done. */
  | { kind: 'answer'; answer: Answer }
  /** The connection is cut before anything is done. */
  | { kind: 'cut' }
  /** It is done, and the connection is cut before, or in the middle of, the answer. */
  | { kind: 'cut after' }
  | { kind: 'cut in the answer' }
  /** No answer ever. */
  | { kind: 'silence' }
  /** Something happens first, such as a push by another client. */
  | { kind: 'after'; happens(): Promise<unknown> };

export interface Faults {
  /** The next `times` requests of an operation meet this; `*` is any. */
  meet(operation: string, fault: Fault, times?: number): void;
  take(operation: string): Fault | null;
  /** How many are still to be met. */
  left(): number;
}

export function createFaults(): Faults {
  const waiting: { operation: string; fault: Fault }[] = [];
  return {
    meet(operation, fault, times = 1) {
      for (let time = 0; time < times; time += 1) waiting.push({ operation, fault });
    },
    take(operation) {
      const index = waiting.findIndex((each) => each.operation === '*' || each.operation === operation);
      return index < 0 ? null : (waiting.splice(index, 1)[0]?.fault ?? null);
    },
    left: () => waiting.length,
  };
}
