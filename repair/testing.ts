import type { Evidence, Failure } from '../domain/evidence.ts';
import { Evidence as EvidenceSchema } from '../domain/evidence.ts';
import type { Attempt, FileEdit, Verdict } from '../domain/fix.ts';
import type { FixRequest } from '../domain/ports/fix-provider.ts';

/** Evidence of three failing runs, unless told otherwise. */
export function evidenceOf(
  failures: (Partial<Failure> & { message: string })[],
  rest: Partial<Evidence> = {},
): Evidence {
  return EvidenceSchema.parse({
    incidentId: 'LIVE-0001',
    service: 'test',
    faultCode: 'FAULT_TEST',
    faultType: 'test',
    commit: 'c'.repeat(40),
    request: null,
    logLines: [],
    runs: 3,
    failures: failures.map((failure) => ({ count: 3, ...failure })),
    observations: {},
    ...rest,
  });
}

/** The repair engine asks no model. */
const NO_MODEL = { tokens: 0, turns: 0, seconds: 0, usd: 0 };

/** A request for one file, or several. */
export function requestOf(
  files: string | FileEdit[],
  evidence: Evidence,
  rest: Partial<FixRequest> = {},
): FixRequest {
  const list = typeof files === 'string' ? [{ path: 'module.ts', content: files }] : files;
  return { evidence, files: list, knowledge: [], attempts: [], candidates: 40, ...NO_MODEL, ...rest };
}

/** A round in which these candidates failed the probe with these failures. */
export function failedRound(
  number: number,
  tried: {
    candidate: Attempt['tried'][number]['candidate'];
    failures: Failure[];
    verdict?: Partial<Verdict>;
  }[],
): Attempt {
  return {
    number,
    provider: 'repair',
    rejection: null,
    tried: tried.map(({ candidate, failures, verdict }) => ({
      candidate,
      verdict: {
        candidateId: candidate.id,
        proven: false,
        steps: [{ name: 'probe', passed: false, detail: 'failed', durationMs: 1 }],
        summary: 'The probe failed.',
        runs: 3,
        passedRuns: 0,
        failures,
        observations: { upstreams: [], statements: [] },
        durationMs: 1,
        ...verdict,
      },
    })),
  };
}
