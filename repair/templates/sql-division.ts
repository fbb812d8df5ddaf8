import type { Template } from '../template.ts';
import { failingSql } from './helpers/failing-sql.ts';
import { brief } from './helpers/text.ts';

/** What a statement divides by: a name, a call, or what stands in parentheses, with a cast behind it. */
const DIVISOR =
  /(?<![/*])[/%]\s*((?:[\w.]+\s*)?\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|[A-Za-z_][\w.]*|\$\d+)(?:::\w+)?/g;

/** A division by what may be zero has no result, and is null. */
export const sqlDivision: Template = {
  name: 'sql-division',
  answers: ['bound_value', 'sql_meaning'],
  *propose(input) {
    for (const { text, weight } of failingSql(input, ['22012'])) {
      if (!input.evidence.failures.some(({ sqlstate }) => sqlstate === '22012')) return;
      for (const match of text.sql.matchAll(DIVISOR)) {
        const divisor = match[1] ?? '';
        const start = match.index + match[0].indexOf(divisor, 1);
        if (/^nullif\b/i.test(divisor)) continue;
        const edit = text.edit(
          start,
          match.index + match[0].length,
          `NULLIF(${match[0].slice(start - match.index)}, 0)`,
        );
        if (!edit) continue;
        yield {
          edits: [edit],
          rationale: `"${brief(divisor)}" may be zero; the division then has no result instead of an error.`,
          prior: 0.92 * weight,
          at: text.place.node,
        };
      }
    }
  },
};
