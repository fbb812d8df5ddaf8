import type { Evidence } from '../../domain/evidence.ts';
import { nameSimilarity } from '../text-distance.ts';
import type { SqlChange } from './change.ts';
import { functionsLike } from './functions.ts';
import { nodesOf, type SqlParser } from './parser.ts';
import { SQL_KEYWORDS, type SqlToken, tokenize } from './tokens.ts';

export interface RenamedSql {
  changes: SqlChange[];
  from: string;
  to: string;
  /** 0 to 1. */
  likelihood: number;
}

/** How likely it is that of several uses of a name only one is wrong. */
const ONLY_ONE = 0.6;

/**
 * Other names for a name that the database does not know: what its hint names, then columns of the tables that the
 * statement reads, then tables and other columns, the most similar first. Where a name is used several times, all uses
 * are changed together first. A column that the caller reads by the old name keeps it: `new AS old`.
 * @param unknown the names that the message quotes, perhaps qualified as `t.column`
 * @param isRead whether the program reads a column of this name from the result
 */
export function correctNames(
  sql: string,
  unknown: Iterable<string>,
  hint: string | null,
  schema: Evidence['schema'],
  parser: SqlParser,
  isRead: (name: string) => boolean = () => false,
): RenamedSql[] {
  const meant = new Set([...(hint ?? '').matchAll(/"([\w.]+)"/g)].map(([, name]) => lastPart(name ?? '')));
  const result = parser.parse(sql);
  const tree = 'tree' in result ? result.tree : {};
  const tables = new Set(nodesOf(tree, 'RangeVar').map(({ relname }) => String(relname)));
  const tokens = tokenize(sql);
  const found = new Map<string, RenamedSql>();
  const add = (from: string, to: string, changes: SqlChange[], likelihood: number) => {
    const key = `${changes.map(({ start }) => start)}:${to}`;
    if ((found.get(key)?.likelihood ?? 0) < likelihood) found.set(key, { changes, from, to, likelihood });
  };
  for (const name of unknown) {
    const wrong = lastPart(name);
    const uses = [...tokens.keys()].filter((index) => isUse(tokens, index, name));
    const from = tokens[uses[0] ?? -1]?.text;
    if (from === undefined) continue;
    const called = tokens[(uses[0] ?? -1) + 1]?.text === '(';
    const others = called ? functionsLike(wrong) : replacements(wrong, meant, tables, schema);
    for (const [to, weight] of others) {
      const text = /^[a-z_][a-z\d_]*$/.test(to) ? to : `"${to}"`;
      const likelihood = Math.min(1, weight * (0.4 + 0.6 * nameSimilarity(wrong, to)));
      const changes = uses.map((index) => {
        const { start, end } = tokens[index] as SqlToken;
        const keeps = isRead(wrong) && isResultColumn(tokens, index);
        return { start, end, text: keeps ? `${text} AS ${from}` : text };
      });
      add(from, to, changes, likelihood);
      if (changes.length > 1) for (const change of changes) add(from, to, [change], likelihood * ONLY_ONE);
    }
    // "abc" is a name; the text may have been meant.
    for (const index of uses) {
      const { start, end, text } = tokens[index] as SqlToken;
      if (text.startsWith('"')) add(text, `'${wrong}'`, [{ start, end, text: `'${wrong}'` }], 0.6);
    }
  }
  return [...found.values()].sort((a, b) => b.likelihood - a.likelihood);
}

/** Whether a token is the name, with the same qualifier where the message gives one. */
function isUse(tokens: SqlToken[], index: number, name: string): boolean {
  const token = tokens[index];
  if (token?.kind !== 'name' || unquoted(token.text) !== lastPart(name)) return false;
  const qualifier = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : null;
  const written = tokens[index - 1]?.text === '.' ? tokens[index - 2]?.text : null;
  return qualifier === null || written == null || unquoted(written) === lastPart(qualifier);
}

/** Whether a name is a whole column of the result, without an alias: `a`, `t.a` between commas of the select list. */
function isResultColumn(tokens: SqlToken[], index: number): boolean {
  const first = tokens[index - 1]?.text === '.' ? index - 2 : index;
  const [before, after] = [tokens[first - 1]?.text.toLowerCase(), tokens[index + 1]?.text.toLowerCase()];
  const until = tokens.slice(0, first).map(({ text }) => text.toLowerCase());
  const open = until.filter((text) => text === '(').length - until.filter((text) => text === ')').length;
  const listed = until.lastIndexOf('select') > until.lastIndexOf('from') || until.includes('returning');
  return (
    open === 0 &&
    listed &&
    ['select', 'returning', 'distinct', ','].includes(before ?? '') &&
    ['from', ',', undefined].includes(after)
  );
}

function* replacements(
  wrong: string,
  meant: ReadonlySet<string>,
  tables: ReadonlySet<string>,
  schema: Evidence['schema'],
): Generator<[string, number]> {
  for (const name of meant) yield [name, 1];
  const unknownTable = tables.has(wrong) && !schema.some(({ table }) => lastPart(table) === wrong);
  for (const { table, columns } of schema) {
    const name = lastPart(table);
    if (unknownTable) yield [name, 0.9];
    else for (const column of columns) yield [column, tables.has(name) ? 0.9 : 0.4];
  }
  for (const keyword of SQL_KEYWORDS) if (nameSimilarity(wrong, keyword) > 0.7) yield [keyword, 0.5];
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** A name as PostgreSQL understands it: in lower case, unless it is quoted. */
function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1) : text.toLowerCase();
}
