import type { Observations } from '../domain/evidence.ts';
import type { Sighting } from './witness/sighting.ts';
import { readStatement } from './witness/statement.ts';

/** PostgreSQL: refused only because the transaction was aborted by an earlier error. */
const ABORTED = '25P02';
/** PostgreSQL's classes 22 and 23: what it objects to is a value. */
const INPUT = /^2[23]/;
const BACK_TO = /^\s*rollback\s+(?:work\s+|transaction\s+)?to\b/i;
const ENDS = /^(?:commit|end|rollback|abort)$/;

/**
 * The refusals that the code handles by itself: the unchanged code continued after the same one and failed only since it had aborted the
 * transaction, and now what it had begun is rolled back to a savepoint, so that the rest of the transaction holds.
 */
export function handledRefusals(
  statements: Sighting[],
  { statements: before }: Pick<Observations, 'statements'>,
): Sighting[] {
  if (!before.some(({ sqlstate }) => sqlstate === ABORTED)) return [];
  const wasRefused = ({ statement, error }: Sighting) =>
    before.some(
      ({ text, sqlstate }) => sqlstate === error?.sqlstate && readStatement(text).masked === statement.masked,
    );
  return statements.filter((one, index) => {
    if (!one.error || !INPUT.test(one.error.sqlstate) || !wasRefused(one)) return false;
    const next = statements
      .slice(index + 1)
      .find(({ statement }) => ENDS.test(statement.shape.verb) || BACK_TO.test(statement.text));
    return next !== undefined && BACK_TO.test(next.statement.text) && next.outcome === 'completed';
  });
}
