import { correctNames } from '../sql/correct-names.ts';
import { memberName, stringValue } from '../syntax/nodes.ts';
import type { Template } from '../template.ts';
import { nameSimilarity } from '../text-distance.ts';
import { failingSql } from './helpers/failing-sql.ts';

/** A column or table that does not exist becomes the one of the schema, or of the database's hint, that was meant. */
export const sqlNames: Template = {
  name: 'sql-names',
  answers: ['sql_name'],
  *propose(input) {
    const { clues, evidence, source } = input;
    const hints = evidence.failures.map((failure) => failure.hint).filter(Boolean);
    const hint = hints.join(' ') || null;
    const isRead = (name: string) =>
      source.of('MemberExpression').some(({ node }) => memberName(node) === name);
    for (const { text, weight } of failingSql(input, ['42703', '42P01', '42883', '3F000', '42704'])) {
      const { schema } = evidence;
      for (const renamed of correctNames(text.sql, clues.unknownNames, hint, schema, input.parser, isRead)) {
        const edits = renamed.changes.map(({ start, end, text: name }) => text.edit(start, end, name));
        if (edits.some((edit) => edit === null)) continue;
        yield {
          edits: edits.filter((edit) => edit !== null),
          rationale: `The database has no "${renamed.from}"; use "${renamed.to}".`,
          prior: 0.95 * weight * renamed.likelihood,
          at: text.place.node,
        };
      }
    }
    // A query builder takes names as plain strings, perhaps as `table.column` or `column as alias`.
    const known = evidence.schema.flatMap(({ table, columns }) => [table, ...columns]);
    for (const { node } of source.of('Literal')) {
      const value = stringValue(node);
      for (const unknown of value ? clues.unknownNames : []) {
        const wrong = unknown.slice(unknown.lastIndexOf('.') + 1);
        const at = value?.search(new RegExp(`(?<![\\w$])${wrong.replace(/\$/g, '\\$')}(?![\\w$])`)) ?? -1;
        if (at === -1 || /\s(from|where|set)\s/i.test(value ?? '')) continue;
        for (const name of new Set(known)) {
          const start = node.start + 1 + at;
          const meant = hint?.includes(`"${name}"`) || hint?.includes(`.${name}"`);
          yield {
            edits: [{ start, end: start + wrong.length, text: name }],
            rationale: `The database has no "${wrong}"; use "${name}".`,
            prior: meant ? 0.9 : 0.85 * nameSimilarity(wrong, name),
            at: node,
          };
        }
      }
    }
  },
};
