import type { Evidence } from '../../domain/evidence.ts';
import { nameSimilarity } from '../text-distance.ts';
import type { SqlChange } from './changes.ts';
import { nodesOf, type SqlParser } from './parser.ts';
import { SQL_KEYWORDS, tokenize } from './tokens.ts';

export interface RenamedSql {
  change: SqlChange;
  from: string;
  to: string;
  /** 0 to 1. */
  likelihood: number;
}

/**
 * Other names for a name that the database does not know: what its hint names, then columns of the tables that the
 * statement reads, then tables and other columns, the most similar first.
 * @param unknown the names that the message quotes, perhaps qualified as `t.column`
 */
export function mendNames(
  sql: string,
  unknown: Iterable<string>,
  hint: string | null,
  schema: Evidence['schema'],
  parser: SqlParser,
): RenamedSql[] {
  const meant = new Set([...(hint ?? '').matchAll(/"([\w.]+)"/g)].map(([, name]) => lastPart(name ?? '')));
  const result = parser.parse(sql);
  const tree = 'tree' in result ? result.tree : {};
  const tables = new Set(nodesOf(tree, 'RangeVar').map(({ relname }) => String(relname)));
  const found = new Map<string, RenamedSql>();
  for (const name of unknown) {
    const wrong = lastPart(name);
    for (const token of tokenize(sql)) {
      if (token.kind !== 'name' || unquoted(token.text) !== wrong) continue;
      for (const [to, weight] of replacements(wrong, meant, tables, schema)) {
        const text = /^[a-z_][a-z\d_]*$/.test(to) ? to : `"${to}"`;
        const likelihood = weight * (0.4 + 0.6 * nameSimilarity(wrong, to));
        const key = `${token.start}:${to}`;
        if ((found.get(key)?.likelihood ?? 0) >= likelihood) continue;
        const change = { start: token.start, end: token.end, text };
        found.set(key, { change, from: token.text, to, likelihood });
      }
      // "abc" is a name; somebody may have meant the text.
      if (token.text.startsWith('"')) {
        const change = { start: token.start, end: token.end, text: `'${wrong}'` };
        found.set(`${token.start}'`, { change, from: token.text, to: change.text, likelihood: 0.6 });
      }
    }
  }
  return [...found.values()].sort((a, b) => b.likelihood - a.likelihood);
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

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1) : text;
}
