export interface SqlToken {
  text: string;
  start: number;
  end: number;
  kind: 'keyword' | 'name' | 'string' | 'number' | 'parameter' | 'symbol';
}

const KEYWORDS =
  'all alter analyze and any as asc begin between by call case cast coalesce commit conflict constraint copy create ' +
  'cross current_date current_timestamp default delete desc distinct do drop else end except execute exists explain ' +
  'false fetch first for from full group having ilike in index inner insert intersect interval into is join key ' +
  'lateral left like limit local lock natural not nothing null nulls offset on or order outer over partition primary ' +
  'references returning right rollback row rows savepoint select session set show table then to transaction true ' +
  'truncate union unique update using values view when where window with';

export const SQL_KEYWORDS: ReadonlySet<string> = new Set(KEYWORDS.split(' '));

const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"]*"|\$\d+|\d+(?:\.\d+)?|[A-Za-z_][\w$]*|::|<=|>=|<>|!=|\|\||->>?|[^\s]/g;

/** Splits a statement roughly, as it may not even be lexically sound; comments are left out. */
export function tokenize(sql: string): SqlToken[] {
  return [...sql.matchAll(TOKEN)]
    .filter(([text]) => !text.startsWith('--') && !text.startsWith('/*'))
    .map((match) => ({
      text: match[0],
      start: match.index,
      end: match.index + match[0].length,
      kind: kindOf(match[0]),
    }));
}

function kindOf(text: string): SqlToken['kind'] {
  if (/^'./.test(text)) return 'string';
  if (/^\$\d/.test(text)) return 'parameter';
  if (/^\d/.test(text)) return 'number';
  if (/^[A-Za-z_]/.test(text)) return SQL_KEYWORDS.has(text.toLowerCase()) ? 'keyword' : 'name';
  return text.startsWith('"') && text.length > 1 ? 'name' : 'symbol';
}
