import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { TimelineEntry } from './incident.ts';
import type { Phase } from './phases.ts';
import { timeToHeal, Work, workOf } from './time-to-heal.ts';

type Given = Partial<z.infer<typeof Work>> & { kind: string; ms: number };

/** A timeline of rows at so many milliseconds from the first; a phase moves, null is a note. */
function timeline(...rows: [ms: number, to: Phase | null, ...work: Given[]][]): TimelineEntry[] {
  return rows.map(([ms, to, ...work], index) => ({
    seq: index + 1,
    incident_id: 'LIVE-0001',
    at: new Date(1_700_000_000_000 + ms).toISOString(),
    kind: to ? 'phase' : 'note',
    from_phase: null,
    to_phase: to,
    message: '',
    data: work.length > 0 ? { work: work.map((each) => Work.parse(each)) } : {},
  }));
}

const straight: Parameters<typeof timeline> = [
  [0, 'detected'],
  [100, 'analyzing'],
  [1_100, null, { kind: 'reproduce', ms: 1_000 }],
  [1_100, 'fixing'],
  [1_200, 'validating'],
  [3_200, null, { kind: 'proof', ms: 2_000, attempt: 1, subject: 'a' }],
  [3_200, 'pushing'],
  [3_300, 'deploying'],
  [7_300, 'verifying', { kind: 'build', ms: 3_000, attempt: 1 }, { kind: 'rollout', ms: 1_000, attempt: 1 }],
  [8_300, 'resolved', { kind: 'verification', ms: 900, attempt: 1 }],
];

describe('the time to heal', () => {
  it('is null until the incident is resolved', () => {
    expect(timeToHeal([])).toBeNull();
    expect(timeToHeal(timeline([0, 'detected'], [5, 'failed']))).toBeNull();
    expect(timeToHeal(timeline(...straight.slice(0, -1)))).toBeNull();
  });

  it('is the wall time over the work that no heal can do without', () => {
    expect(timeToHeal(timeline(...straight))).toEqual({
      wallMs: 8_300,
      waitedMs: 0,
      workMs: 7_900,
      ratio: 8_300 / 7_900,
      byKind: { reproduce: 1_000, proof: 2_000, build: 3_000, rollout: 1_000, verification: 900 },
      refused: [],
    });
  });

  it('does not count what the heal waited for on purpose', () => {
    const waited = timeToHeal(
      timeline(
        [0, 'detected'],
        [10, 'cooling_down'],
        [5_010, 'analyzing'],
        [5_020, 'validating'],
        [5_030, 'awaiting_approval'],
        // A note in between moves nothing.
        [6_000, null],
        [9_030, 'pushing'],
        [9_040, 'deploying'],
        [9_060, 'verifying', { kind: 'build', ms: 20, attempt: 1 }],
        [9_070, 'resolved', { kind: 'verification', ms: 10, attempt: 1 }],
      ),
    );
    expect(waited).toMatchObject({ wallMs: 9_070, waitedMs: 9_000, workMs: 30 });
    expect(waited?.ratio).toBeCloseTo(70 / 30);
  });

  it('counts as work neither a refused candidate nor a round that was rolled back', () => {
    const found = timeToHeal(
      timeline(
        [0, 'detected'],
        [0, 'analyzing', { kind: 'reproduce', ms: 100 }],
        [100, 'validating', { kind: 'proof', ms: 70, attempt: 1, subject: 'no', refused: true }],
        [170, null, { kind: 'proof', ms: 80, attempt: 1, subject: 'rolled back' }],
        [250, 'deploying'],
        [300, 'fixing', { kind: 'build', ms: 50, attempt: 1, refused: true }],
        [300, 'validating', { kind: 'proof', ms: 90, attempt: 2, subject: 'yes' }],
        [390, 'deploying'],
        [440, 'verifying', { kind: 'build', ms: 40, attempt: 2 }],
        [500, 'resolved', { kind: 'verification', ms: 30, attempt: 2 }],
      ),
    );
    expect(found?.byKind).toEqual({ reproduce: 100, proof: 90, build: 40, verification: 30 });
    expect(found?.refused.map(({ subject, kind, ms }) => [subject, kind, ms])).toEqual([
      ['no', 'proof', 70],
      ['rolled back', 'proof', 80],
      [null, 'build', 50],
    ]);
  });

  it('counts stages that ran side by side for the time that they took together', () => {
    const found = timeToHeal(
      timeline(
        [0, 'detected'],
        [0, 'deploying'],
        [100, 'verifying', { kind: 'check', ms: 80, attempt: 1 }, { kind: 'test', ms: 90, attempt: 1 }],
        [110, 'resolved', { kind: 'verification', ms: 10, attempt: 1 }],
      ),
    );
    expect(found).toMatchObject({ workMs: 110, ratio: 1, byKind: { check: 80, test: 90 } });
  });

  it('begins with the run that healed, not with one that a person had tried again', () => {
    const found = timeToHeal(
      timeline(
        [0, 'detected'],
        [50, 'analyzing', { kind: 'reproduce', ms: 40 }],
        [90, 'failed'],
        [60_000, 'detected'],
        [60_000, 'analyzing', { kind: 'reproduce', ms: 30 }],
        [60_060, 'resolved', { kind: 'verification', ms: 20, attempt: 1 }],
      ),
    );
    expect(found).toMatchObject({ wallMs: 60, workMs: 50, byKind: { reproduce: 30, verification: 20 } });
  });

  it('has no ratio where no work was measured', () => {
    expect(timeToHeal(timeline([0, 'detected'], [5, 'resolved']))).toMatchObject({ workMs: 0, ratio: null });
  });
});

describe('the work of a row', () => {
  it('is empty without work, or where it is not work', () => {
    const [row] = timeline([0, 'detected']) as [TimelineEntry];
    for (const work of [undefined, null, 'much', [{ kind: 'proof' }], [{ kind: 'proof', ms: -1 }]]) {
      expect(workOf({ ...row, data: { work } })).toEqual([]);
    }
  });

  it('has defaults for what a row leaves out', () => {
    const [row] = timeline([0, null, { kind: 'proof', ms: 5 }]) as [TimelineEntry];
    expect(workOf(row)).toEqual([{ kind: 'proof', ms: 5, attempt: null, subject: null, refused: false }]);
  });
});
