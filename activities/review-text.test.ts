import { expect, it } from 'vitest';
import type { Power } from '../domain/power.ts';
import { type ReviewText, reviewText } from './review-text.ts';

const command = { kind: 'command', command: ['node', 'check.mjs'] };

/** A review of a proven fix with these powers, of a failure that is shown by a command or by what is given. */
function reviewOf(
  powers: Power[],
  probe: object = command,
  more: object = {},
  proposal: object = {},
): string {
  const candidate = { id: 'a', rationale: 'Ask whether there is a row.', edits: [], templates: [] };
  const verdict = {
    candidateId: 'a',
    proven: true,
    summary: 'Passed.',
    steps: [],
    failures: [],
    powers,
    passedRuns: 2,
    runs: 2,
    ...more,
  };
  return reviewText({
    incident: {
      ...{ id: 'LIVE-1', service: 'shop', route: '/a', timestamp_opened: '2026-11-29T02:14:00.000Z' },
      symptoms: { affected_requests: 2 },
    },
    fault: { code: 'FAULT_ONE', title: 'A fault', severity: 'high', type: 'error', probe },
    evidence: {
      commit: 'abc',
      runs: 5,
      failures: [{ count: 5, message: 'answered 500' }],
      request: null,
      logLines: [],
    },
    round: {
      proposal: {
        rootCause: { explanation: 'No row.', source: 'engine', confidence_score: 1 },
        candidates: [candidate],
        ...proposal,
      },
      ...{ verdicts: [verdict], diff: '+a' },
    },
    ...{ branch: 'main', candidate, idempotencyKey: 'key' },
  } as unknown as ReviewText);
}

it('names a new power in words before the question whether to merge, the dearest first', () => {
  const power = { where: 'src/a.ts:3', refused: false, seen: 'syntax' } as const;
  const text = reviewOf([
    { ...power, kind: 'timer', what: 'leaves a timer' },
    { ...power, kind: 'host', what: 'names the host elsewhere.example' },
  ]);
  const places = [
    '## What it can newly do',
    'It newly names the host',
    'It newly leaves a timer',
    '**Merge** this',
    '## What failed',
  ].map((words) => text.indexOf(words));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((one, other) => one - other));
});

it('shows a text from outside as it is, also where it begins like a heading or an address', () => {
  const proposal = {
    rootCause: {
      explanation: '# See https://elsewhere.example :tada:',
      source: 'engine',
      confidence_score: 1,
    },
  };
  const text = reviewOf([], command, {}, proposal);
  expect(text).toContain('&#35; See https&#58;//elsewhere.example &#58;tada:');
});

it('says nothing of powers where there are none', () => {
  expect(reviewOf([])).not.toContain('newly');
});

it('says how the recording of what nobody declared keeps it from coming back', () => {
  const recorded = { kind: 'http', expect: null };
  expect(reviewOf([], recorded)).toContain(
    'npx suture recording export LIVE-1 && git add .suture/recordings\n# in your CI\nnpx suture replay',
  );
  expect(reviewOf([])).not.toContain('suture replay');
});

it('puts the answer before and after first, with what a person decides, and never calls a check passed that was not run', () => {
  const recorded = { kind: 'http', expect: null };
  const kind =
    'the request is refused with 404; nobody said that it is wrong: decide whether it should be refused';
  const rungs = [
    {
      rung: 1,
      name: 'the failure is gone',
      held: true,
      detail: `2 of 2 runs passed; ${kind}; its body: {"error":"none"}`,
    },
    {
      ...{ rung: 3, name: 'good requests are answered alike', held: true },
      detail:
        'no good request is recorded; 4 requests that differ from the failing one in one value; could not be asked: 1 request (no answer in time)',
    },
  ];
  const steps = [{ name: 'types', passed: true, detail: 'not configured', durationMs: 0 }];
  const text = reviewOf([], recorded, { rungs, steps });
  expect(text).toContain(
    '| before | answered 500 |\n| with this change | the request is refused with 404: {"error":"none"} |',
  );
  expect(text.indexOf('## What you decide')).toBeLessThan(text.indexOf('**Merge** this'));
  expect(text).toContain('Nobody declared what a right answer is');
  expect(text).toContain('2 of 2 repetitions of the failing request are answered without the failure');
  expect(text).toContain(
    '3. good requests are answered alike: holds for requests made from the failing one (',
  );
  expect(text).toContain('- **requests beside the failing one**: 1 request (no answer in time)');
  expect(text).toContain('| type check | not run | 0.0 s | not configured |');
});
