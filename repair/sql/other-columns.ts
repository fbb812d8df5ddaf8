import type { Evidence } from '../../domain/evidence.ts';
import type { Difference } from '../evidence/difference.ts';
import type { SqlReading } from './change.ts';
import type { SqlToken } from './tokens.ts';

/** What is counted or summed: each once, another column, or a price for each piece. */
export function* counted(
  tokens: SqlToken[],
  index: number,
  schema: Evidence['schema'],
  differences: ReadonlySet<Difference>,
): Generator<SqlReading> {
  const name = tokens[index]?.text.toLowerCase() ?? '';
  const open = tokens[index + 1] as SqlToken;
  const close = closing(tokens, index + 1);
  if (!close || tokens[index + 2]?.text.toLowerCase() === 'distinct') return;
  const inside = { start: open.end, end: close.start };
  if (name === 'count') {
    const star = tokens[index + 2]?.text === '*';
    if (!star)
      yield {
        changes: [{ start: open.end, end: open.end, text: 'DISTINCT ' }],
        because: 'Each is counted once.',
        likelihood: 0.5,
      };
    for (const { column, qualified } of star ? columnsOf(tokens, schema) : []) {
      const id = /(^|_)id$/.test(column) ? 1 : 0.6;
      yield {
        changes: [{ ...inside, text: `DISTINCT ${qualified}` }],
        because: `Each "${column}" is counted once.`,
        likelihood: 0.4 * id * (column === 'id' ? 0.6 : 1),
      };
      yield {
        changes: [{ ...inside, text: qualified }],
        because: `Rows without a "${column}" do not count.`,
        likelihood: 0.26 * id,
      };
    }
  } else if (name === 'sum') {
    for (const { column, qualified } of columnsOf(tokens, schema)) {
      if (
        !/quantity|qty|amount|count|units|pieces|price|cents|cost|rate|factor|weight|hours|nights|days/i.test(
          column,
        )
      )
        continue;
      yield {
        changes: [{ start: close.start, end: close.start, text: ` * ${qualified}` }],
        because: `What is summed is there once for each "${column}".`,
        likelihood: 0.4,
      };
    }
  }
  if (name !== 'count') {
    const before = tokens[index - 1]?.text === '(' && tokens[index - 2]?.text.toLowerCase() === 'coalesce';
    const fit = differences.has('null') || differences.has('other_type') ? 0.75 : 0.08;
    const start = tokens[index]?.start ?? 0;
    if (!before)
      yield {
        changes: [
          { start, end: start, text: 'coalesce(' },
          { start: close.end, end: close.end, text: ', 0)' },
        ],
        because: 'Of no rows the sum is 0.',
        likelihood: fit,
      };
  }
}

/** Another column of the same table. */
export function* otherColumns(tokens: SqlToken[], schema: Evidence['schema']): Generator<SqlReading> {
  const columns = columnsOf(tokens, schema);
  for (const [index, token] of tokens.entries()) {
    const qualifier = tokens[index - 1]?.text === '.' ? tokens[index - 2]?.text : null;
    const own = columns.filter(
      ({ column, alias }) => column === token.text && (!qualifier || alias === qualifier),
    );
    const after = tokens[index - 1]?.text.toLowerCase();
    if (token.kind !== 'name' || own.length === 0 || after === 'as') continue;
    for (const { column, alias } of columns) {
      if (column === token.text || !own.some((each) => each.alias === alias)) continue;
      yield {
        changes: [{ start: token.start, end: token.end, text: column }],
        because: `"${column}" is meant where "${token.text}" stands.`,
        likelihood: 0.16,
      };
    }
  }
}

function closing(tokens: SqlToken[], open: number): SqlToken | null {
  let depth = 0;
  for (const token of tokens.slice(open)) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth === 0) return token;
  }
  return null;
}

/** The columns of all tables of a statement, as they are called in it. */
function columnsOf(
  tokens: SqlToken[],
  schema: Evidence['schema'],
): { column: string; alias: string; qualified: string }[] {
  const tables = tokens.flatMap((token, index) => {
    const table = tokens[index + 1];
    if (!/^(from|join)$/i.test(token.text) || table?.kind !== 'name') return [];
    const after = tokens[index + 2]?.text.toLowerCase() === 'as' ? tokens[index + 3] : tokens[index + 2];
    return [{ table: table.text, alias: after?.kind === 'name' ? after.text : table.text }];
  });
  return tables.flatMap(({ table, alias }) => {
    const known = schema.find((each) => each.table.replace(/^.*\./, '') === table);
    return (known?.columns ?? []).map((column) => ({
      column,
      alias,
      qualified: tables.length > 1 ? `${alias}.${column}` : column,
    }));
  });
}
