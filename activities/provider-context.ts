import type { FixContext } from '../domain/ports/fix-provider.ts';
import type { Prover } from '../domain/ports/prover.ts';
import type { Analysis, Store } from '../store/store.ts';
import { withoutPlace } from './limited.ts';
import type { LongStep } from './long-step.ts';
import { noteProof } from './note-proof.ts';
import type { Subject } from './read-subject.ts';
import type { Round } from './run.ts';

/**
 * What a provider has at hand in a round. Its proofs and its transcript are kept at once, so that a step that is tried
 * again neither proves nor pays for anything twice.
 */
export function createProviderContext(
  { store, prover }: { store: Store; prover: Prover },
  round: Round,
  {
    service,
    fault,
    recording,
    good,
    further,
  }: Pick<Subject, 'service' | 'fault' | 'recording' | 'good' | 'further'>,
  { evidence, reproduction }: Analysis,
  step: LongStep,
): FixContext {
  const { incidentId, healRun, attempt } = round;
  return {
    ...step,
    aside: withoutPlace,
    async prove(candidate) {
      const key = { incidentId, healRun, commit: evidence.commit, candidateId: candidate.id };
      const kept = await store.getProof(key);
      const subject = { service, fault, commit: evidence.commit, recording, good, further };
      const verdict = kept ?? (await prover.prove(subject, candidate, reproduction, step));
      if (!kept) await store.saveProof(key, verdict);
      await noteProof(store, round, candidate, verdict);
      return verdict;
    },
    async screen() {
      return (await prover.screen?.({ service, fault, commit: evidence.commit }, step)) ?? null;
    },
    transcript(provider) {
      const key = { incidentId, healRun, attempt, provider };
      return {
        load: () => store.getConversation(key),
        append: (position, entry) => store.appendToConversation(key, position, entry),
      };
    },
  };
}
