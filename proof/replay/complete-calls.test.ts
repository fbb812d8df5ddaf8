import { describe, expect, it } from 'vitest';
import type { ProofSubject } from '../../domain/ports/prover.ts';
import { completeCalls, completeSubject } from './complete-calls.ts';
import { fieldRecording } from './testing.ts';

const call = (url: string, status: number | null, more: object = {}) => ({
  ...{
    kind: 'http',
    method: 'GET',
    url,
    status,
    took: 20,
    ...(status === 200 && { responseBody: { of: url } }),
  },
  ...more,
});
const recorded = (steps: object[], more: object = {}) =>
  fieldRecording({ request: { method: 'GET', path: '/baskets/2' }, steps, ...more });

describe('a call that was under way when its request failed', () => {
  const TEA = call('http://prices/items/tea', 200);
  const CUP = call('http://prices/items/cup', null);

  it('is answered as the same address answered a good request', () => {
    const { recording, assumed } = completeCalls(recorded([TEA, CUP]), [recorded([call(CUP.url, 200)])]);
    expect(recording.steps[1]).toMatchObject({ status: 200, responseBody: { of: CUP.url } });
    expect(assumed).toEqual([]);
  });

  it('is answered as an address beside it, which is said', () => {
    const { recording, assumed } = completeCalls(recorded([TEA, CUP]), []);
    expect(recording.steps[1]).toMatchObject({ status: 200, responseBody: { of: TEA.url } });
    expect(assumed).toEqual([
      'GET http://prices/items/cup is taken to answer as http://prices/items/tea did',
    ]);
  });

  it.each<[string, object, object]>([
    ['was waited for', { took: 3_000 }, {}],
    ['failed', { error: 'ECONNRESET' }, {}],
    ['belongs to a request that hung', {}, { kind: 'hang' }],
  ])('stays without an answer where it %s', (_, step, more) => {
    const { recording } = completeCalls(recorded([TEA, { ...CUP, ...step }], more), []);
    expect(recording.steps[1]).toMatchObject({ status: null });
  });

  it('gets no answer of another host', () => {
    const { recording } = completeCalls(recorded([call('http://rates/items/cup', 200), CUP]), []);
    expect(recording.steps[1]).toMatchObject({ status: null });
  });
});

it('replays no statement that went to MySQL', () => {
  const asked = (text: string, more: object = {}) => ({ kind: 'sql', text, ...more });
  const steps = [asked('SELECT 1'), asked('SELECT 2', { database: 'mysql' })];
  const subject = { recording: recorded(steps), good: [recorded(steps)] } as unknown as ProofSubject;
  const { recording, good } = completeSubject(subject, false);
  for (const one of [recording, good?.[0]])
    expect(one?.steps.map((step) => step.kind === 'sql' && step.text)).toEqual(['SELECT 1']);
});
