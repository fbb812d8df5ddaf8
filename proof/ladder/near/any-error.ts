import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import type { Asking } from './ask-in-turn.ts';

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 4_000;

/** Whether any error of the database is answered like the one that says what is wrong with the input, or as no failure at all. */
export async function findAnyError(
  { stage, ask }: Asking,
  {
    request,
    status,
    outage = null,
  }: { request: RecordedRequest; status: number } & Pick<NearAnswers, 'outage'>,
): Promise<string[]> {
  const witness = stage.database?.witness;
  if (!witness) return [];
  const before = witness.refused();
  witness.refuse(true);
  try {
    const refused = status >= 400 && status < 500 ? await ask(request, ANSWER_MS) : null;
    if (refused?.status === status && witness.refused() > before) {
      return [
        `every error of the database is answered with ${status}, one that is not about the request as well`,
      ];
    }
    // What fails before it asks the database shows it at a request that does ask.
    const earlier = witness.refused();
    const other = outage ? await ask(outage, ANSWER_MS) : null;
    const byCache = witness.refused() === earlier && (other?.flow.commands ?? []).length > 0;
    if (other && other.status < 500 && outage && !byCache) {
      return [
        `${outage.method} ${outage.path} is answered with ${other.status} while the database refuses everything, before with a failure`,
      ];
    }
    return [];
  } finally {
    witness.refuse(false);
  }
}
