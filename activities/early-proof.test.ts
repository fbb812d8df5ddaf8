import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Candidate, Verdict } from '../domain/fix.ts';
import type { FixRequest } from '../domain/ports/fix-provider.ts';
import type { ProofContext, ProofSubject, Reproduction } from '../domain/ports/prover.ts';
import { ServiceDefinition } from '../domain/service-definition.ts';
import { createEarlyProofs, type EarlyProofs } from './early-proof.ts';

const COMMIT = 'c'.repeat(40);
const REPORTED = {
  reason: 'timeout',
  message: 'it took too long',
  errorClass: 'Error',
  sqlstate: '57014',
  latencyMs: 5_510,
};
const CHANGE = { id: 'change', edits: [{ path: 'a.ts', content: 'after' }] } as Candidate;

function subjectOf(expect: unknown = { status: 200 }): ProofSubject {
  const { faults } = ServiceDefinition.parse({
    name: 'shop',
    faults: [
      {
        ...{ code: 'FAULT_SLOW', type: 'slow', title: 'Slow', severity: 'high', route: '/slow' },
        ...{ logMarker: 'FAULT_SLOW', allowedFiles: ['a.ts'] },
        probe: { request: { path: '/slow' }, expect },
      },
    ],
  });
  const [fault] = faults;
  return { service: { name: 'shop' }, fault, commit: COMMIT } as ProofSubject;
}

let asked: Pick<FixRequest, 'evidence' | 'files'>[];
let proofs: { end(proven: boolean): void; signal: AbortSignal; reproduction: unknown }[];
let early: EarlyProofs;
let reproduced: (reproduction: Reproduction) => void;
let reproducing: Promise<Reproduction>;

beforeEach(() => {
  asked = [];
  proofs = [];
  reproducing = new Promise((resolve) => {
    reproduced = resolve;
  });
  early = createEarlyProofs({
    store: { lastOccurrence: async () => REPORTED },
    codeHosts: { of: () => ({ readFiles: async () => ({ 'a.ts': 'before' }) }) as never },
    provider: {
      name: 'fake',
      propose: () => Promise.reject(new Error('it is only asked for a guess')),
      async guess(known) {
        asked.push(known);
        return CHANGE;
      },
    },
    prover: {
      name: 'fake',
      reproduce: () => Promise.reject(new Error('it only proves')),
      sweep: async () => 0,
      prove: (_subject, _candidate, reproduction, { signal }: ProofContext) =>
        new Promise((resolve, reject) => {
          const end = (proven: boolean) => resolve({ candidateId: 'change', proven } as Verdict);
          proofs.push({ end, signal, reproduction });
          signal.addEventListener('abort', () => reject(new Error('stopped')));
        }),
    },
  });
});
afterEach(() => reproduced({ reproduced: false } as Reproduction));

const settled = () => new Promise((resolve) => setImmediate(resolve));
const take = (candidate = CHANGE, incidentId = 'LIVE-0001') =>
  early.take({ incidentId, commit: COMMIT, candidate }, new AbortController().signal);

it('proves the change that production suggests, beside the reproduction that judges it', async () => {
  early.begin('LIVE-0001', subjectOf(), reproducing);
  await settled();
  expect(asked).toMatchObject([
    { evidence: { failures: [{ ...REPORTED, count: 1 }] }, files: [{ path: 'a.ts', content: 'before' }] },
  ]);
  expect(proofs[0]?.reproduction).toBe(reproducing);
  proofs[0]?.end(true);
  expect(await take()).toMatchObject({ candidateId: 'change', proven: true });
  // Each verdict is used once.
  expect(await take()).toBeNull();
});

it('gives no verdict to another change, nor to another incident, and ends for another change', async () => {
  early.begin('LIVE-0001', subjectOf(), reproducing);
  await settled();
  expect(await take(CHANGE, 'LIVE-0002')).toBeNull();
  expect(proofs[0]?.signal.aborted).toBe(false);
  expect(await take({ ...CHANGE, id: 'another' })).toBeNull();
  expect(proofs[0]?.signal.aborted).toBe(true);
});

it('leaves a refusal to the proof that follows', async () => {
  early.begin('LIVE-0001', subjectOf(), reproducing);
  await settled();
  proofs[0]?.end(false);
  expect(await take()).toBeNull();
});

it('ends when the fault was not reproduced', async () => {
  early.begin('LIVE-0001', subjectOf(), reproducing);
  await settled();
  reproduced({ reproduced: false } as Reproduction);
  await settled();
  expect(proofs[0]?.signal.aborted).toBe(true);
  expect(await take()).toBeNull();
});

it('proves one change at a time', async () => {
  early.begin('LIVE-0001', subjectOf(), reproducing);
  early.begin('LIVE-0002', subjectOf(), reproducing);
  await settled();
  expect(proofs).toHaveLength(1);
  expect(await take({ ...CHANGE, id: 'another' })).toBeNull();
  await settled();
  early.begin('LIVE-0002', subjectOf(), reproducing);
  await settled();
  expect(proofs).toHaveLength(2);
});

it('begins nothing for a fault that nobody declared', async () => {
  early.begin('LIVE-0001', subjectOf(null), reproducing);
  await settled();
  expect(asked).toEqual([]);
});
