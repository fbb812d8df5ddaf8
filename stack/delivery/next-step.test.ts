import { describe, expect, it } from 'vitest';
import { nextStep } from './next-step.ts';
import type { Verdict } from './verdicts.ts';

const commit = (sha: string) => ({ sha, subject: `Commit ${sha}` });
const [a, b, c] = ['a', 'b', 'c'].map(commit) as [
  ReturnType<typeof commit>,
  ReturnType<typeof commit>,
  ReturnType<typeof commit>,
];

function step(
  statuses: Record<string, Verdict['status']>,
  commits = [a, b, c],
  live: string | null = 'live',
) {
  const verdictOf = (sha: string) => {
    const status = statuses[sha];
    return status ? { status, run: '1', detail: '' } : null;
  };
  return nextStep(live, commits, verdictOf);
}

describe('the next step', () => {
  it('waits when the head is live', () => {
    expect(step({}, [])).toEqual({ do: 'wait' });
    expect(step({}, [a], 'a')).toEqual({ do: 'wait' });
  });

  it('takes everything new together', () => {
    expect(step({})).toEqual({ do: 'run', commit: c, taken: [a, b, c] });
  });

  it('goes from the oldest when the batch failed', () => {
    expect(step({ c: 'tried' })).toEqual({ do: 'run', commit: a, taken: [a] });
    expect(step({ a: 'failure', c: 'tried' })).toEqual({ do: 'run', commit: b, taken: [a, b] });
  });

  it('judges a failed run once everything older is decided', () => {
    expect(step({ a: 'tried' }, [a])).toEqual({ do: 'judge', commit: a, failed: [], sound: [] });
    expect(step({ a: 'failure', b: 'held', c: 'tried' })).toEqual({
      do: 'judge',
      commit: c,
      failed: [a],
      sound: [b],
    });
  });

  it('runs a new head before it goes on with the old ones', () => {
    expect(step({ a: 'tried', b: 'tried' })).toEqual({ do: 'run', commit: c, taken: [a, b, c] });
  });

  it('runs a head again to which the branch was set back', () => {
    expect(step({ a: 'success' }, [a])).toEqual({ do: 'run', commit: a, taken: [a] });
  });

  it('waits when everything is decided', () => {
    expect(step({ a: 'failure', b: 'held', c: 'held' })).toEqual({ do: 'wait' });
  });
});
