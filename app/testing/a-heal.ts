import { Evidence } from '../../domain/evidence.ts';
import { type Candidate, Verdict } from '../../domain/fix.ts';
import type { Store } from '../../store/store.ts';

const candidate = (id: string): Candidate => ({
  id,
  provider: 'repair',
  edits: [{ path: 'src/one.ts', content: `export const state = "${id}";\n` }],
  rationale: `Sets the state to ${id}.`,
  templates: ['string-literal'],
  confidence: 0.5,
});

const verdict = (candidateId: string, proven: boolean): Verdict =>
  Verdict.parse({
    candidateId,
    proven,
    steps: [{ name: 'probe', passed: proven, detail: '', durationMs: 5 }],
    summary: proven ? 'Holds.' : 'Does not hold.',
    runs: 5,
    passedRuns: proven ? 5 : 0,
    failures: [],
    observations: {},
    durationMs: 10,
  });

/**
 * What a heal keeps of two rounds: in the first the only candidate is refused, in the second one is proven.
 * The incident must be open.
 */
export async function aHeal(store: Store, incidentId: string) {
  const commit = 'b'.repeat(40);
  const diff = '--- a/src/one.ts\n+++ b/src/one.ts\n@@ -1 +1 @@\n-broken\n+fixed\n';
  const evidence = Evidence.parse({
    incidentId,
    service: 'shop',
    faultCode: 'FAULT_ONE',
    faultType: 'broken_thing',
    commit: 'd'.repeat(40),
    request: { method: 'POST', path: '/things' },
    logLines: ['FAULT_ONE broken'],
    runs: 5,
    failures: [{ count: 5, message: 'broken' }],
    observations: {},
  });
  const { failures, observations, schema, runs } = evidence;
  await store.saveAnalysis(incidentId, {
    evidence,
    reproduction: { reproduced: true, runs, failures, observations, schema, durationMs: 5 },
    knowledge: [
      { id: 'runbook/one', kind: 'runbook', title: 'A broken thing', excerpt: '', score: 1, fix: null },
    ],
  });
  const candidates = [candidate('refused'), candidate('fixed')];
  for (const [index, each] of candidates.entries()) {
    const proven = each.id === 'fixed';
    await store.saveProposal(incidentId, index + 1, {
      provider: 'repair',
      rootCause: { source: 'repair', confidence_score: 0.5, explanation: 'The state is broken.' },
      candidates: [each],
      refusal: null,
      usage: null,
    });
    const verdicts = [verdict(each.id, proven)];
    await store.saveVerdicts(incidentId, index + 1, verdicts, proven ? each.id : null, diff);
  }
  return { evidence, candidates, diff, commit };
}
