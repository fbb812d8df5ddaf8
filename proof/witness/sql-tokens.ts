/** A piece of a statement; comments and white space are left out. */
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

/**
 * Takes a statement apart. Never throws: what is not SQL comes out as words and symbols. PostgreSQL's own scanner cannot
 * replace it: it rejects texts that the database refuses, such as one with an open quote, and those are what a fault sends.
 */
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
