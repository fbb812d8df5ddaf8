import { isAlike } from '../seen/alike.ts';
import { sqlTokens } from '../witness/sql-tokens.ts';
import type { Block } from './blocks.ts';
import type { Condition } from './condition.ts';
import { type Comparing, isTable } from './kept.ts';

/** What the words of a statement show that does not parse. */
export interface Loose {
  words: string[];
  /** Names that are compared with something behind WHERE, AND, OR, ON or HAVING. */
  compared: string[];
  limited: boolean;
}

const BEFORE = new Set(['where', 'and', 'or', 'on', 'having', 'not']);
const COMPARES = /^(?:=|<|>|!|~|in|is|like|ilike|between|any)$/;

export function readLoosely(text: string): Loose {
  const tokens = sqlTokens(text);
  const words = tokens.filter(({ kind }) => kind === 'word').map((token) => token.text);
  const compared = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' || !BEFORE.has(token.text)) continue;
    let at = index + 1;
    while (tokens[at]?.text === '(' || tokens[at]?.text === 'not') at += 1;
    while (tokens[at + 1]?.text === '.' && tokens[at + 2]?.kind === 'word') at += 2;
    const [name, next] = [tokens[at], tokens[at + 1]];
    if (name?.kind === 'word' && next && COMPARES.test(next.text)) compared.add(name.text);
  }
  return { words, compared: [...compared], limited: words.includes('limit') };
}

/** Whether a statement that does not parse may have meant the tables of a block. */
export function mayMean({ words }: Loose, { verb, tables }: Block, comparing: Comparing): boolean {
  const [table = ''] = tables;
  const named = words.some((word) => word === table || isTable(word, table, comparing));
  return named && words.some((word) => isAlike(word, verb));
}

/** The conditions that the words show and a block does not have. */
export function lostOfLoose(old: Loose, now: Block, { schema }: Comparing): string[] {
  const columns = new Set(schema.flatMap((table) => [...table.columns]));
  const either = old.words.includes('or');
  const bound = new Set(
    now.bounds.flatMap((one) => ('condition' in one ? namesIn(one.condition, either) : [])),
  );
  const lost = old.compared.filter((name) => {
    if ([...bound].some((one) => one === name)) return false;
    // A name that the database does not know is what may be wrong.
    if (columns.size > 0 && !columns.has(name)) return bound.size < old.compared.length;
    return ![...bound].some((one) => isAlike(one, name));
  });
  const limit = old.limited && !now.bounds.some(({ kind }) => kind === 'limit');
  return [...lost, ...(limit ? ['LIMIT'] : [])];
}

/** The columns of a condition; those of an alternative only where there were alternatives. */
function namesIn({ op, sides, parts }: Condition, either: boolean): string[] {
  if (op === 'or' && !either) return [];
  return [...sides.flatMap(({ columns }) => columns), ...parts.flat().flatMap((one) => namesIn(one, either))];
}

/** The conditions that the words of one text show and those of another do not. */
export function lostBetween(old: Loose, now: Loose): string[] {
  const lost = old.compared.filter((name) => !now.compared.some((one) => isAlike(one, name)));
  const alternatives = (loose: Loose) => loose.words.filter((word) => word === 'or').length;
  if (alternatives(now) > alternatives(old)) lost.push('a condition without an alternative');
  if (old.limited && !now.limited) lost.push('LIMIT');
  return lost;
}
