import { expect, it } from 'vitest';
import { ProofSteps } from './proof-steps.tsx';

it('shows a new power before all else of a proof, the dearest first, with its file and line', () => {
  const power = { where: 'src/a.ts:3', refused: false, seen: 'syntax' } as const;
  const html = String(
    <ProofSteps
      verdict={{
        ...{
          candidateId: 'a',
          proven: true,
          summary: 'Passed 5 of 5 runs.',
          durationMs: 5,
          failures: [],
          runs: 5,
          passedRuns: 5,
        },
        ...{ steps: [], observations: { upstreams: [], statements: [] } },
        powers: [
          { ...power, kind: 'timer', what: 'leaves a <timer>' },
          { ...power, kind: 'host', what: 'names the host elsewhere.example' },
        ],
      }}
    />,
  );
  const places = [
    'What this fix can newly do',
    'It newly names the host elsewhere.example (src/a.ts:3)',
    'It newly leaves a &lt;timer&gt; (src/a.ts:3)',
    'Proven',
  ].map((words) => html.indexOf(words));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((one, other) => one - other));
});
