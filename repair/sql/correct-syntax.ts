import type { Evidence } from '../../domain/evidence.ts';
import type { SqlChange } from './change.ts';
import { applyChanges, pairCost, pairs, singleChanges } from './changes.ts';
import type { SqlParser } from './parser.ts';
import { penaltyOf } from './penalty.ts';
import { tokenize } from './tokens.ts';

/** A reading of a statement that parses, and what it changes. */
export interface SqlReading {
  sql: string;
  changes: SqlChange[];
  /** How far it is from what was written; the least comes first. */
  cost: number;
}

/**
 * The nearest statements that parse, best first. Readings that would ask the database nothing, or invent a table
 * that it does not have, come late; one that widens a DELETE or UPDATE never comes.
 */
export function correctSyntax(
  sql: string,
  parser: SqlParser,
  schema: Evidence['schema'],
  limit = 8,
): SqlReading[] {
  const failed = parser.parse(sql);
  if (!('errorAt' in failed)) return [];
  const tokens = tokenize(sql);
  const at = tokens.findIndex((token) => token.end > failed.errorAt);
  const wrong = at === -1 ? tokens.length : at;
  const singles = [...singleChanges(sql, tokens, wrong, schema)];
  const readings = new Map<string, SqlReading>();
  const consider = (changes: SqlChange[], cost: number) => {
    const text = applyChanges(sql, changes);
    const result = readings.has(text) ? null : parser.parse(text);
    if (!result || 'errorAt' in result) return;
    const penalty = penaltyOf(result.tree, sql, schema);
    if (penalty !== null) readings.set(text, { sql: text, changes, cost: cost + penalty });
  };
  for (const change of singles) consider([change], change.cost);
  const cheapest = Math.min(...[...readings.values()].map((reading) => reading.cost));
  for (const pair of cheapest < 1.2 ? [] : pairs(singles)) consider(pair, pairCost(pair));
  return [...readings.values()].sort((a, b) => a.cost - b.cost).slice(0, limit);
}
