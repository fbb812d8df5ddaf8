import { reviewText } from '../../../activities/review-text.ts';
import { createRepairProvider } from '../../../adapters/fix-provider/repair.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import type { ProofSubject, Prover } from '../../../domain/ports/prover.ts';
import { unifiedDiff } from '../../../platform/unified-diff.ts';
import { contextOf } from '../../../proof/testing.ts';

/** Candidates that are proven, at most. */
const MOST = 20;

/**
 * The text of the change that the repair engine makes of a recorded failure, as a person reads it at the code host.
 * @param files the allowed files at the commit
 * @returns null where no candidate is proven
 */
export async function exampleText(
  prover: Prover,
  subject: ProofSubject,
  files: { path: string; content: string }[],
): Promise<string | null> {
  const { service, recording } = subject;
  const { method = 'GET', path = '/' } = recording?.request ?? {};
  const [route = '/'] = path.split('?');
  const what = recording?.kind === 'hang' ? 'No answer' : `Answer ${recording?.status}`;
  const fault = { ...subject.fault, route, title: `${what} on ${method} ${route}` };
  const reproduction = await prover.reproduce(subject, contextOf());
  const incidentId = 'INC-1042';
  const evidence: Evidence = {
    ...{ incidentId, service: service.name, faultCode: fault.code, faultType: fault.type },
    ...{ commit: subject.commit, request: recording?.request ?? null, logLines: [] },
    ...{ runs: reproduction.runs, failures: reproduction.failures },
    ...{ observations: reproduction.observations, schema: reproduction.schema },
  };
  const limits = { candidates: MOST, knowledge: [], attempts: [] };
  const budget = { tokens: 0, turns: 0, seconds: 0, usd: 0 };
  const proposal = await createRepairProvider().propose(
    { evidence, files, ...limits, ...budget, policy: budget },
    {
      ...contextOf(),
      aside: (wait) => wait(),
      prove: (candidate) => prover.prove(subject, candidate, reproduction, contextOf()),
      transcript: () => ({ load: async () => [], append: async () => {} }),
    },
  );
  const before = Object.fromEntries(files.map(({ path, content }) => [path, content]));
  for (const candidate of proposal.candidates.slice(0, MOST)) {
    const verdict = await prover.prove(subject, candidate, reproduction, contextOf());
    if (!verdict.proven) continue;
    return reviewText({
      incident: {
        ...{ id: incidentId, service: service.name, route: fault.route },
        timestamp_opened: '2026-11-29T02:14:00.000Z',
        symptoms: { affected_requests: 37, latency_p95: 0.02, log_marker: fault.code },
      },
      ...{ fault, branch: 'main', evidence, candidate, idempotencyKey: 'a1b2c3' },
      round: {
        ...{ healRun: 1, number: 1, proposal, verdicts: [verdict], chosen: candidate.id, commit: null },
        ...{ diff: unifiedDiff(before, candidate.edits), rejection: null, startedAt: '' },
      },
    });
  }
  return null;
}
