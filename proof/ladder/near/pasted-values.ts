import type { Reproduction } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import type { Asking } from './ask-in-turn.ts';
import { partsOf, withPart } from './request-parts.ts';

const ANSWER_MS = 1_000;
/** Values that are tried. */
const MOST = 4;
/** No service holds it. A quote ends a literal of SQL. */
const MARK = "zq'7";

/** Whether a fix writes values of the request into the text of statements, which the code before bound. */
export async function findPasted(
  { stage, ask }: Asking,
  request: RecordedRequest,
  { observations }: Reproduction,
): Promise<string[]> {
  if (!stage.database || observations.statements.length === 0) return [];
  // Without a bound value the code before may have written them into the text as well.
  if (!observations.statements.some(({ text }) => text.includes('$1'))) return [];
  const parts = partsOf(request).filter(({ value }) => typeof value === 'string');
  for (const part of parts.slice(0, MOST)) {
    const since = performance.now();
    await ask(withPart(request, part, `${part.value}${MARK}`), ANSWER_MS);
    const sent = stage.database.witness.sightings().filter(({ startedAt }) => startedAt >= since);
    if (sent.some(({ statement: { text } }) => /zq'+7/.test(text))) {
      return [
        'a value of the request is written into the text of a statement; before it was bound as a parameter',
      ];
    }
  }
  return [];
}
