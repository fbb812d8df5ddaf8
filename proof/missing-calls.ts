import type { Observations } from '../domain/evidence.ts';
import type { Seen } from './observe.ts';

interface Asked {
  before: { observations: Observations; runs: number };
  after: Seen;
  /** Runs of the candidate that passed. */
  runs: number;
  /** The status of their answers; null for a command. */
  expected: number | null;
  /** The failure came after the answer, which could not tell of it. */
  isLate?: boolean | undefined;
}

/** Upstreams that are asked less often than before, or whose failure an answer hides; each a sentence. */
export function missingCalls({ before, after, runs, expected, isLate = false }: Asked): string[] {
  const { observations, runs: runsBefore } = before;
  const findings: string[] = [];
  // An answer that says so does not hide that the upstream failed.
  const told = isLate || (expected !== null && [502, 503, 504].includes(expected));
  for (const { name, calls: callsBefore } of observations.upstreams) {
    if (callsBefore === 0) continue;
    const calls = after.upstreams.find((upstream) => upstream.name === name)?.calls ?? [];
    // An upstream that some runs never reached is not required in each run now.
    const least = callsBefore >= runsBefore ? runs : 1;
    const used = calls.filter(({ delivered, status }) => delivered && isAnswer(status)).length;
    if (calls.length < least) {
      findings.push(
        `${name} was asked ${callsBefore} times in ${runsBefore} runs before, now ${calls.length} times in ${runs}`,
      );
    } else if (used < least && !told) {
      findings.push(
        `${runs} runs passed although only ${used} answers of ${name} arrived that were no failure: the failure is hidden`,
      );
    }
  }
  return findings;
}

/** Neither a failure of the upstream nor a request to retry later. */
function isAnswer(status: string | null): boolean {
  return status !== null && /^[234]/.test(status) && status !== '408' && status !== '429';
}
