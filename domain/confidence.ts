import type { Assurance } from './service-definition.ts';

/**
 * How many runs in a row must pass. With a success rate below `s`, `n` passing runs happen with a chance of at
 * most s^n; once that is no more than 1 − c, the rate is at least `s` with confidence `c`: n ≥ ln(1 − c) / ln(s).
 * @returns at least 1; 5 for a half at 95 %, 29 for nine tenths at 95 %.
 */
export function runsFor({ successRate, confidence }: Assurance): number {
  const exact = Math.log(1 - confidence) / Math.log(successRate);
  return Math.max(1, Math.ceil(exact - 1e-9));
}

/** The share of calls that succeed at least, with this confidence, after `runs` runs without a failure. */
export function provenRate(runs: number, confidence: number): number {
  return runs < 1 ? 0 : (1 - confidence) ** (1 / runs);
}

/**
 * What a series of passing runs shows, and what it does not, as sentences without the last full stop.
 * @param probe what was repeated, such as `request` or `command`
 */
export function describeConfidence(runs: number, assurance: Assurance, probe: string): string {
  const sure = percent(assurance.confidence);
  const rate = percent(assurance.successRate);
  return `${runs} of ${runs} runs of this ${probe} passed: at least ${rate} of its runs succeed, with ${sure} confidence. The figure says nothing about any other ${probe}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
