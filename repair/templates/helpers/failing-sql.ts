import type { SqlText } from '../../sql/find-sql.ts';
import type { TemplateInput } from '../../template.ts';

/**
 * The statements of a file that may be the ones which failed with one of these SQLSTATEs, with the weight of that
 * guess: 1 when the text matches what was seen on the wire, less when nothing seen matches anything.
 */
export function failingSql(
  { sql, evidence }: TemplateInput,
  sqlstates: readonly string[],
): { text: SqlText; weight: number }[] {
  const seen = [
    ...evidence.failures.map((failure) => ({ text: failure.statement, sqlstate: failure.sqlstate })),
    ...evidence.observations.statements,
  ].flatMap(({ text, sqlstate }) => (text && sqlstate && sqlstates.includes(sqlstate) ? [text] : []));
  const matching = sql.filter((text) => seen.some((statement) => text.matches(statement)));
  if (matching.length) return matching.map((text) => ({ text, weight: 1 }));
  return sql.map((text) => ({ text, weight: 0.6 }));
}
