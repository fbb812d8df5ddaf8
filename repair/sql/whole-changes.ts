import type { Evidence } from '../../domain/evidence.ts';
import type { Costed } from './change.ts';
import type { SqlToken } from './tokens.ts';

/** The clauses of a query in the order that SQL asks for. */
const CLAUSES = ['where', 'group', 'having', 'window', 'order', 'limit', 'offset', 'for'];

/** Changes that are not made at one token: what another dialect allows, and what stands in the wrong order. */
export function* wholeChanges(
  sql: string,
  tokens: SqlToken[],
  schema: Evidence['schema'],
): Generator<Costed> {
  const whole = (text: string, cost: number): Costed => ({ start: 0, end: sql.length, text, cost });
  const limit = /\blimit\s+(\S+)\s*,\s*(\S+)/i.exec(sql);
  if (limit) {
    const [text, skipped, count] = limit;
    const end = limit.index + text.length;
    yield { start: limit.index, end, text: `LIMIT ${count} OFFSET ${skipped}`, cost: 0.4 };
  }
  const top = /^(\s*select)\s+top\s+\(?(\d+)\)?/i.exec(sql);
  if (top) yield whole(`${top[1]}${sql.slice(top[0].length).trimEnd()} LIMIT ${top[2]}`, 0.4);
  if (sql.includes('`')) yield whole(sql.replaceAll('`', '"'), 0.4);
  const numbered = withNumbers(sql, tokens);
  if (numbered) yield whole(numbered, 0.3);
  if (sql.split("'").length % 2 === 0) {
    const end = sql.trimEnd().replace(/;$/, '').length;
    yield { start: end, end, text: "'", cost: 0.4 };
  }
  const known = new Set(schema.flatMap(({ table, columns }) => [table.replace(/^.*\./, ''), ...columns]));
  for (const { text, start, end, kind } of tokens) {
    if (kind === 'keyword' && known.has(text.toLowerCase())) {
      yield { start, end, text: `"${text.toLowerCase()}"`, cost: 0.3 };
    }
  }
  const ordered = inOrder(sql, tokens);
  if (ordered) yield whole(ordered, 0.4);
}

/** `?` for each value, as other drivers have it, becomes `$1`, `$2`, ... */
function withNumbers(sql: string, tokens: SqlToken[]): string | null {
  const marks = tokens.filter(({ text }) => text === '?');
  if (marks.length === 0 || tokens.some(({ kind }) => kind === 'parameter')) return null;
  let result = sql;
  for (const [index, { start, end }] of [...marks.entries()].reverse()) {
    result = `${result.slice(0, start)}$${index + 1}${result.slice(end)}`;
  }
  return result;
}

/** The clauses of a query that has no other in it, in their right order; null when they are. */
function inOrder(sql: string, tokens: SqlToken[]): string | null {
  let depth = 0;
  const starts = tokens.filter(({ text }) => {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    return depth === 0 && CLAUSES.includes(text.toLowerCase());
  });
  const names = starts.map(({ text }) => text.toLowerCase());
  if (starts.length < 2 || new Set(names).size < names.length || !/^\s*select\b/i.test(sql)) return null;
  const body = sql.trimEnd().replace(/;$/, '');
  const parts = starts.map(({ start }, index) => ({
    name: names[index] ?? '',
    text: body.slice(start, starts[index + 1]?.start).trim(),
  }));
  const sorted = parts.toSorted((a, b) => CLAUSES.indexOf(a.name) - CLAUSES.indexOf(b.name));
  if (sorted.every((part, index) => part === parts[index])) return null;
  return [body.slice(0, starts[0]?.start).trimEnd(), ...sorted.map(({ text }) => text)].join(' ');
}
