/** A piece of a statement; comments and white space are no pieces. */
export interface SqlToken {
  kind: 'word' | 'literal' | 'symbol';
  /** Words in lower case, but for quoted ones, which lose their quotes. */
  text: string;
  start: number;
}

// In the order in which they are tried: comments (block comments nest in PostgreSQL, which one level covers in
// practice), dollar quotes, strings with and without escapes, quoted names, numbers, parameters, words, the rest.
const PIECE =
  /(?<skip>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<dollar>\$(?<tag>[a-z_]\w*)?\$[\s\S]*?(?:\$\k<tag>\$|$))|(?<escaped>e'(?:[^'\\]|\\[\s\S]|'')*(?:'|$))|(?<string>(?:[bxn]|u&)?'(?:[^']|'')*(?:'|$))|(?<name>"(?:[^"]|"")*(?:"|$))|(?<number>\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+)|(?<parameter>\$\d+)|(?<word>[a-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(?<symbol>[\s\S])/giy;

/** Takes a statement apart. Never throws: what is not SQL comes out as words and symbols. */
export function sqlTokens(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const match of text.matchAll(PIECE)) {
    const { skip, dollar, escaped, string, name, number, parameter, word } = match.groups ?? {};
    if (skip !== undefined) continue;
    const start = match.index;
    if (word !== undefined) tokens.push({ kind: 'word', text: word.toLowerCase(), start });
    else if (name !== undefined)
      tokens.push({ kind: 'word', text: name.slice(1, -1).replaceAll('""', '"'), start });
    else if ((dollar ?? escaped ?? string ?? number) !== undefined)
      tokens.push({ kind: 'literal', text: match[0], start });
    else tokens.push({ kind: 'symbol', text: parameter ?? match[0], start });
  }
  return tokens;
}

/** The statements of a text that may hold several, each with its offset; empty ones are left out. */
export function splitStatements(text: string): { text: string; start: number }[] {
  const ends = sqlTokens(text).filter((token) => token.kind === 'symbol' && token.text === ';');
  const statements: { text: string; start: number }[] = [];
  let from = 0;
  for (const end of [...ends.map((token) => token.start), text.length]) {
    const piece = text.slice(from, end);
    if (sqlTokens(piece).length > 0) statements.push({ text: piece.trim(), start: from });
    from = end + 1;
  }
  return statements;
}

/** The same text for statements that differ in white space, comments and the case of words only. */
export function exactText(text: string): string {
  return sqlTokens(text)
    .map((token) => token.text)
    .join(' ')
    .replace(/( ;)+$/, '');
}

/** As {@link exactText}, and every literal and parameter counts as the same. */
export function maskedText(text: string): string {
  return sqlTokens(text)
    .map((token) => (token.kind === 'literal' || token.text.startsWith('$') ? '?' : token.text))
    .join(' ')
    .replace(/( ;)+$/, '');
}

export interface SqlShape {
  /** `select`, `insert`, …; what follows `with` counts, not `with` itself. */
  verb: string;
  /** Tables that are read or written, sorted. */
  tables: string[];
  /** Functions that are called, sorted. */
  functions: string[];
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

/** What a statement does and to what, as far as its words tell. */
export function shapeOf(text: string): SqlShape {
  const tokens = sqlTokens(text);
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
  return { verb: verbOf(tokens), tables: [...tables].sort(), functions: [...functions].sort() };
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
