import { SutureError } from '../domain/errors.ts';
import type { Review } from '../domain/ports/code-host.ts';
import type { Round } from './run.ts';

export interface FixToPush extends Round {
  candidateId: string;
  /** An open change whose place this fix takes, since people asked for changes. */
  updates?: Review;
}

/** The error where the proposal of the attempt does not hold the candidate. */
export function unknownCandidate({ incidentId, attempt, candidateId }: FixToPush): SutureError {
  return new SutureError(
    'unknown_candidate',
    `Candidate ${candidateId} of attempt ${attempt} was not kept; retry ${incidentId}.`,
  );
}
