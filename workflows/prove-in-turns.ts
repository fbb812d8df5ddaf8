import type { Proven } from '../activities/prove-candidates.ts';
import type { Round } from '../activities/run.ts';
import type { Sticky } from './steps.ts';

/**
 * Proves the candidates of a round. A batch of many is proven in turns: between them the step is queued again, behind the
 * heals that wait, on this worker and on others.
 */
export async function proveInTurns(sticky: Sticky, round: Round): Promise<Proven> {
  for (;;) {
    const proof = await sticky(`Attempt ${round.attempt}: prove a fix`, (steps) =>
      steps.proveCandidates(round),
    );
    if (!proof.more) return proof;
  }
}
