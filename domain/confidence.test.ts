import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeConfidence, provenRate, runsFor } from './confidence.ts';

describe('the number of runs', () => {
  it.each([
    [0.5, 0.95, 5],
    [0.8, 0.95, 14],
    [0.9, 0.95, 29],
    [0.95, 0.95, 59],
    [0.99, 0.95, 299],
    [0.9, 0.99, 44],
    [0.5, 0.5, 1],
    [0.5, 0.75, 2],
  ])('for a success rate of %d at %d confidence is %d', (successRate, confidence, runs) => {
    expect(runsFor({ successRate, confidence })).toBe(runs);
  });

  it('is the least that leaves bad luck no more than 1 − confidence', () => {
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(share, share, (successRate, confidence) => {
        const runs = runsFor({ successRate, confidence });
        expect(successRate ** runs).toBeLessThanOrEqual(1 - confidence + 1e-6);
        if (runs > 1) expect(successRate ** (runs - 1)).toBeGreaterThan(1 - confidence - 1e-6);
        expect(provenRate(runs, confidence)).toBeGreaterThanOrEqual(successRate - 1e-6);
      }),
    );
  });

  it('agrees with the page on the proof', () => {
    const page = readFileSync(new URL('../docs/proof.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\|\s+(\d+) % \|\s+(\d+) % \|\s+(\d+) \|$/gm)].map((row) =>
      row.slice(1).map(Number),
    );
    expect(rows.length).toBeGreaterThanOrEqual(6);
    for (const [rate = 0, sure = 0, runs] of rows) {
      expect(runsFor({ successRate: rate / 100, confidence: sure / 100 })).toBe(runs);
    }
  });

  it('says for what it holds, and for what it does not', () => {
    expect(describeConfidence(29, { successRate: 0.9, confidence: 0.95 }, 'request')).toBe(
      '29 of 29 runs of this request passed: at least 90 % of its runs succeed, with 95 % confidence. The figure says nothing about any other request',
    );
  });
});
