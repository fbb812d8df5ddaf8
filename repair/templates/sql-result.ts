import { applyChanges } from '../sql/changes.ts';
import { otherReadings } from '../sql/other-readings.ts';
import type { Template } from '../template.ts';

/** A statement that the database takes, and that answers something else than what was meant. */
export const sqlResult: Template = {
  name: 'sql-result',
  answers: ['wrong_result', 'absent_value'],
  *propose({ sql, parser, evidence, clues }) {
    for (const text of sql) {
      if (!('tree' in parser.parse(text.sql))) continue;
      for (const { changes, because, likelihood } of otherReadings(
        text.sql,
        evidence.schema,
        clues.differences,
      )) {
        if (!('tree' in parser.parse(applyChanges(text.sql, changes)))) continue;
        const edits = changes.map((change) => text.edit(change.start, change.end, change.text));
        if (edits.length === 0 || edits.some((edit) => edit === null)) continue;
        yield {
          edits: edits.filter((edit) => edit !== null),
          rationale: `The statement returns a wrong result: ${because}`,
          prior: likelihood,
          at: text.place.node,
        };
      }
    }
  },
};
