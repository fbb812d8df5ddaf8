import { correctSyntax } from '../sql/correct-syntax.ts';
import type { Template } from '../template.ts';
import { failingSql } from './helpers/failing-sql.ts';

/** A statement that PostgreSQL cannot parse becomes the nearest one that it can. */
export const sqlSyntax: Template = {
  name: 'sql-syntax',
  answers: ['sql_syntax'],
  *propose(input) {
    for (const { text, weight } of failingSql(input, ['42601'])) {
      const readings = correctSyntax(text.sql, input.parser, input.evidence.schema);
      for (const [rank, reading] of readings.entries()) {
        const edits = reading.changes.map((change) => text.edit(change.start, change.end, change.text));
        if (edits.some((edit) => edit === null)) continue;
        yield {
          edits: edits.filter((edit) => edit !== null),
          rationale: `PostgreSQL cannot parse "${text.sql.trim()}"; the nearest valid statement is "${reading.sql.trim()}".`,
          prior: (0.95 - 0.05 * rank) * weight,
          at: text.place.node,
        };
      }
    }
  },
};
