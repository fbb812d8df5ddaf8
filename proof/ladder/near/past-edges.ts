import type { NearAnswers, Reproduction } from '../../../domain/ports/prover.ts';
import type { Recording } from '../../../domain/recording.ts';
import type { NearAnswer } from './ask-in-turn.ts';
import { refusedStatements, rewrittenStatement } from './rewritten-statement.ts';

/** Class 22: the database could not hold or compute the value. */
const VALUE = /^22/;

export interface EdgesKnown {
  near: Pick<NearAnswers, 'edges'>;
  reproduction: Pick<Reproduction, 'failures'>;
  recording: Recording | null | undefined;
}

/**
 * Whether a success gives the statement that the database refused a value that no request at an edge gives it: half of one that
 * is too large, for example.
 * @returns what completes “the same request with other values …”; null: it does not, or nothing is known of edges
 */
export function asksPastEdges(
  { near: { edges }, reproduction, recording }: EdgesKnown,
  answer: Pick<NearAnswer, 'status' | 'work'>,
): string | null {
  const isValue = reproduction.failures.some(({ sqlstate }) => sqlstate && VALUE.test(sqlstate));
  if (!isValue || answer.status >= 300 || edges.length === 0) return null;
  // What the database reads in a language is escaped, and may be any text then.
  if (rewrittenStatement(recording) !== null) return null;
  const texts = new Set(edges.map((edge) => edge.split(' ')[0]));
  // What else the request makes the service do, such as a row in a log, may well hold its values.
  const refused = refusedStatements(recording);
  const other = answer.work.find(
    ({ text, values }) =>
      texts.has(text) && (refused.size === 0 || refused.has(text)) && !edges.includes(`${text} ${values}`),
  );
  return other
    ? `makes the service ask ${other.kind} for something that no value at an edge asks for: what is not allowed must be refused, or cut to what is`
    : null;
}
