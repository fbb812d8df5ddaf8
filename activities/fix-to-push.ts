import { SutureError } from '../domain/errors.ts';
import type { Round } from './run.ts';

export interface FixToPush extends Round {
  candidateId: string;
}

/** The error where the proposal of the attempt does not hold the candidate. */
export function unknownCandidate({ incidentId, attempt, candidateId }: FixToPush): SutureError {
  return new SutureError(
    'unknown_candidate',
    `Candidate ${candidateId} of attempt ${attempt} was not kept; retry ${incidentId}.`,
  );
}
