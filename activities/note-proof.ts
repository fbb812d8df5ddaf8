import type { Candidate, Verdict } from '../domain/fix.ts';
import type { Work } from '../domain/time-to-heal.ts';
import type { Store } from '../store/store.ts';
import { keyOf, type Round } from './run.ts';

/** Writes a verdict into the timeline, once for each candidate of a round. */
export async function noteProof(
  store: Store,
  round: Round,
  candidate: Candidate,
  verdict: Verdict,
): Promise<void> {
  const work: Work = {
    kind: 'proof',
    // What ran beside the reproduction is counted there.
    ms: verdict.durationMs - (verdict.besideMs ?? 0),
    attempt: round.attempt,
    subject: candidate.id,
    refused: !verdict.proven,
  };
  await store.addNote({
    incidentId: round.incidentId,
    key: keyOf(round, `proof/${round.attempt}/${candidate.id}`),
    message: `${verdict.proven ? 'Proven' : 'Refused'}: ${candidate.rationale} ${verdict.summary}`,
    data: { attempt: round.attempt, candidate: candidate.id, proven: verdict.proven, work: [work] },
  });
}
