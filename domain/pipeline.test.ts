import { describe, expect, it } from 'vitest';
import { faultCodesOf, PipelineCallback } from './pipeline.ts';
import { overdueRollout, rolloutOf } from './rollout.ts';

describe('the fault codes of a subject', () => {
  it.each([
    ['[FAULT:FAULT_ONE] Fix it', ['FAULT_ONE']],
    ['[FAULT:FAULT_ONE] [FAULT:FAULT_2] Fix both', ['FAULT_ONE', 'FAULT_2']],
    ['Revert "[FAULT:FAULT_ONE] Fix it"', ['FAULT_ONE']],
    ['[RESET] Restore the baselines', []],
    ['FAULT_ONE is fixed', []],
    ['[FAULT:] nothing', []],
    ['[FAULT:fault_one] in small letters', []],
    ['', []],
  ])('%s', (subject, codes) => {
    expect(faultCodesOf(subject)).toEqual(codes);
  });
});

describe('a rollout', () => {
  const callback = PipelineCallback.parse({
    service: 'shop',
    incidents: ['LIVE-0001'],
    status: 'failure',
    commit_sha: 'a'.repeat(40),
    run_url: 'http://127.0.0.1:8001/runs/7',
    detail: 'The build failed.',
    durations_ms: { build: 5 },
  });

  it('is what its callback says', () => {
    expect(rolloutOf(callback)).toEqual({
      status: 'failure',
      head: 'a'.repeat(40),
      runUrl: 'http://127.0.0.1:8001/runs/7',
      detail: 'The build failed.',
      durationsMs: { build: 5 },
      learnedBy: 'callback',
    });
  });

  it('without news counts as failed', () => {
    expect(overdueRollout(600)).toMatchObject({ status: 'failure', head: null, learnedBy: 'deadline' });
    expect(overdueRollout(600).detail).toContain('600 s');
  });

  it.each(['a'.repeat(39), 'a'.repeat(41), 'A'.repeat(40), 'g'.repeat(40), `${'a'.repeat(40)}\n`, 'HEAD'])(
    'of %j is of no commit',
    (commit_sha) => {
      expect(PipelineCallback.safeParse({ ...callback, commit_sha }).success).toBe(false);
    },
  );
});
