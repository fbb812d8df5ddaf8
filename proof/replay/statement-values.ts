import { type SqlToken, sqlTokens } from '../witness/sql-tokens.ts';

export interface InsertedRows {
  schema: string;
  name: string;
  /** By column; columns without a plain value are left out. */
  rows: Record<string, unknown>[];
}

/** What an `INSERT … VALUES` puts where; null for a text that names no table or no columns. */
export function insertedValues(text: string, values: unknown[]): InsertedRows | null {
  const tokens = sqlTokens(text);
  const into = tokens.findIndex(({ text: word }) => word === 'into');
  if (into < 0) return null;
  const qualified = tokens[into + 2]?.text === '.';
  const name = tokens[into + (qualified ? 3 : 1)]?.text;
  const schema = qualified ? (tokens[into + 1]?.text ?? 'public') : 'public';
  const open = into + (qualified ? 4 : 2);
  if (!name || tokens[open]?.text !== '(') return name ? { schema, name, rows: [] } : null;
  const close = closing(tokens, open);
  const columns = tokens.slice(open + 1, close).filter(({ kind }) => kind === 'word');
  const rows: Record<string, unknown>[] = [];
  let at = tokens.findIndex(({ text: word }, index) => index > close && word === 'values');
  while (at >= 0 && tokens[at + 1]?.text === '(') {
    const end = closing(tokens, at + 1);
    const items = split(tokens.slice(at + 2, end));
    const row: Record<string, unknown> = {};
    for (const [index, { text: column }] of columns.entries()) {
      const value = plainValue(items[index] ?? [], values);
      if (value !== undefined) row[column] = value;
    }
    rows.push(row);
    at = tokens[end + 1]?.text === ',' ? end + 1 : -1;
  }
  return { schema, name, rows };
}

/** A parameter or a literal; undefined for all else, such as a call. */
function plainValue(tokens: SqlToken[], values: unknown[]): unknown {
  // A cast adds what follows.
  const cast = tokens.findIndex(({ text }) => text === ':');
  const [token, ...rest] = cast < 0 ? tokens : tokens.slice(0, cast);
  if (!token || rest.length > 0) return undefined;
  if (token.text.startsWith('$') && token.kind === 'symbol') return values[Number(token.text.slice(1)) - 1];
  if (token.kind !== 'literal') return undefined;
  if (/^[\d.]/.test(token.text)) return Number(token.text);
  return /^'([^\\]*)'$/s.exec(token.text)?.[1]?.replaceAll("''", "'");
}

function closing(tokens: SqlToken[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    if (tokens[index]?.text === '(') depth += 1;
    if (tokens[index]?.text === ')') depth -= 1;
    if (depth === 0) return index;
  }
  return tokens.length;
}

function split(tokens: SqlToken[]): SqlToken[][] {
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (token.text === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
