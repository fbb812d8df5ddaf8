import { PARSED_CHARACTERS, parseStatement } from './parse-tree.ts';
import { type SqlToken, sqlTokens } from './sql-tokens.ts';
import type { Effect } from './statement-effects.ts';

/** A statement, read once. */
export interface Statement {
  /** As it was sent, cut. */
  text: string;
  /** The same for statements that differ only in white space, comments and the case of words. */
  exact: string;
  /** As `exact`, and every literal and parameter counts as the same. */
  masked: string;
  shape: SqlShape;
  /** What it does to data and session; null for a text that PostgreSQL's parser rejects, or one that is too long. */
  effects: Effect[] | null;
}

export interface SqlShape {
  /** `select`, `insert`, …; what follows `with` counts, not `with` itself. */
  verb: string;
  /** Tables that are read or written, sorted. */
  tables: string[];
  /** Functions that are called, sorted. */
  functions: string[];
}

/** What is kept of a statement, in characters: as much as a report of it keeps, so that both compare as equal. */
const STATEMENT_CHARACTERS = 4_000;
/** Distinct texts that a reader remembers; a service sends a few dozen. */
const REMEMBERED = 1_000;

/** Reads statements, each distinct text once. */
export function createStatementReader(): (text: string) => Statement {
  const known = new Map<string, Statement>();
  return (text) => {
    const found = known.get(text);
    if (found) return found;
    const statement = readStatement(text);
    if (known.size < REMEMBERED && text.length <= STATEMENT_CHARACTERS) known.set(text, statement);
    return statement;
  };
}

/** Reads one statement. Never throws: of a text that is not SQL, words are read. */
export function readStatement(text: string): Statement {
  const kept = text.slice(0, STATEMENT_CHARACTERS);
  const tokens = sqlTokens(kept);
  while (tokens.at(-1)?.text === ';') tokens.pop();
  const isValue = ({ kind, text: piece }: SqlToken) => kind === 'literal' || piece.startsWith('$');
  const whole = text.length <= PARSED_CHARACTERS ? parseStatement(text) : null;
  const { tables, functions } = (kept === text ? whole : parseStatement(kept)) ?? namedIn(tokens);
  return {
    text: kept,
    exact: tokens.map((token) => token.text).join(' '),
    masked: tokens.map((token) => (isValue(token) ? '?' : token.text)).join(' '),
    // Of a statement that PostgreSQL would refuse, its words are all that is known.
    shape: { verb: verbOf(tokens), tables, functions },
    effects: whole?.effects ?? null,
  };
}

const VERBS = new Set(['select', 'insert', 'update', 'delete', 'merge', 'values', 'table']);
const BEFORE_TABLE = new Set(['from', 'join', 'into', 'update', 'using', 'truncate', 'table']);
const AFTER_PARENTHESIS_NO_CALL = new Set([
  'in',
  'values',
  'as',
  'and',
  'or',
  'not',
  'on',
  'using',
  'exists',
]);

/** Tables and functions as far as the words of a statement show them. */
function namedIn(tokens: SqlToken[]): Omit<SqlShape, 'verb'> {
  const tables = new Set<string>();
  const functions = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (token.kind !== 'word' || !next) continue;
    if (next.text === '(' && !AFTER_PARENTHESIS_NO_CALL.has(token.text) && !BEFORE_TABLE.has(token.text)) {
      const before = tokens[index - 1]?.text ?? '';
      if (!BEFORE_TABLE.has(before)) functions.add(token.text);
    }
    // `for update` locks; it names no table.
    if (tokens[index - 1]?.text === 'for') continue;
    if (BEFORE_TABLE.has(token.text)) for (const name of tablesFrom(tokens, index + 1)) tables.add(name);
  }
  return { tables: [...tables].sort(), functions: [...functions].sort() };
}

function verbOf(tokens: SqlToken[]): string {
  const first = tokens.find((token) => token.kind === 'word')?.text ?? '';
  if (first !== 'with') return first;
  let depth = 0;
  for (const { kind, text } of tokens) {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth === 0 && kind === 'word' && VERBS.has(text)) return text;
  }
  return first;
}

/** Names at a place where tables are listed: `a`, `schema.a`, `only a`, `a, b`. */
function tablesFrom(tokens: SqlToken[], start: number): string[] {
  const names: string[] = [];
  for (let index = start; tokens[index]?.kind === 'word'; index += 1) {
    if (['only', 'lateral'].includes(tokens[index]?.text ?? '')) continue;
    while (tokens[index + 1]?.text === '.' && tokens[index + 2]?.kind === 'word') index += 2;
    names.push(tokens[index]?.text ?? '');
    // An alias may stand between a table and the comma before the next.
    while (tokens[index + 1]?.kind === 'word' && tokens[index + 2]?.text === ',') index += 1;
    if (tokens[index + 1]?.text !== ',') break;
    index += 1;
  }
  return names.filter((name) => !['select', 'set', 'values'].includes(name));
}
