import type { SqlText } from '../sql/find-sql.ts';
import { type SqlToken, tokenize } from '../sql/tokens.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { failingSql } from './helpers/failing-sql.ts';

/** Clauses before which GROUP BY stands. */
const AFTER_GROUPS = ['having', 'window', 'order', 'limit', 'offset', 'for', 'union'];

/** A statement that parses and still means nothing: a column that is not grouped, or that two tables have. */
export const sqlMeaning: Template = {
  name: 'sql-meaning',
  answers: ['sql_meaning'],
  *propose(input) {
    const messages = input.evidence.failures.map(({ message }) => message).join('\n');
    const ungrouped = /column "([\w.]+)" must appear in the GROUP BY clause/.exec(messages)?.[1];
    const ambiguous = /column reference "(\w+)" is ambiguous/.exec(messages)?.[1];
    for (const { text, weight } of failingSql(input, ['42803', '42702'])) {
      if (ungrouped) yield* grouped(text, ungrouped, weight);
      if (ambiguous) yield* qualified(input, text, ambiguous, weight);
    }
  },
};

/** Adds the column to GROUP BY; adds the clause where it is missing. */
function* grouped(text: SqlText, column: string, weight: number): Generator<Suggestion> {
  const tokens = tokenize(text.sql);
  // PostgreSQL names the table, the statement need not.
  const short = column.slice(column.lastIndexOf('.') + 1);
  const name = text.sql.includes(column) ? column : short;
  const by = tokens.findIndex((token, index) => is(token, 'group') && is(tokens[index + 1], 'by'));
  const next = tokens.slice(Math.max(0, by)).find((token) => AFTER_GROUPS.some((word) => is(token, word)));
  const end = next ? next.start : text.sql.trimEnd().replace(/;$/, '').length;
  const at = text.sql.slice(0, end).trimEnd().length;
  const addition = by >= 0 ? `, ${name}` : ` GROUP BY ${name}`;
  const edit = text.edit(at, at, addition);
  if (!edit) return;
  yield {
    edits: [edit],
    rationale: `"${name}" is selected but not grouped; add it to GROUP BY.`,
    prior: 0.8 * weight,
    at: text.place.node,
  };
}

/** Says of which table the column is meant, for each table of the statement. */
function* qualified(
  { evidence }: TemplateInput,
  text: SqlText,
  column: string,
  weight: number,
): Generator<Suggestion> {
  const tokens = tokenize(text.sql);
  const uses = tokens.filter((token, index) => token.text === column && tokens[index - 1]?.text !== '.');
  for (const { table, alias } of tablesOf(tokens)) {
    const known = evidence.schema.find((each) => each.table.replace(/^.*\./, '') === table);
    if (known && !known.columns.includes(column)) continue;
    const edits = uses.map(({ start }) => text.edit(start, start, `${alias}.`));
    if (edits.length === 0 || edits.some((edit) => edit === null)) continue;
    yield {
      edits: edits.filter((edit) => edit !== null),
      rationale: `"${column}" is ambiguous; use the column of "${table}".`,
      prior: 0.7 * weight,
      at: text.place.node,
    };
  }
}

/** Tables after FROM and JOIN, with the names by which the statement calls them. */
function tablesOf(tokens: SqlToken[]): { table: string; alias: string }[] {
  return tokens.flatMap((token, index) => {
    const table = tokens[index + 1];
    if (!is(token, 'from') && !is(token, 'join')) return [];
    if (table?.kind !== 'name') return [];
    const after = is(tokens[index + 2], 'as') ? tokens[index + 3] : tokens[index + 2];
    return [{ table: table.text, alias: after?.kind === 'name' ? after.text : table.text }];
  });
}

function is(token: SqlToken | undefined, word: string): boolean {
  return token?.kind === 'keyword' && token.text.toLowerCase() === word;
}
