import type { Leaf } from './walk-text.ts';

const LITERAL =
  /'((?:[^']|'')*)'|\$(\w*)\$([\s\S]*?)\$\2\$|--[^\n]*|\/\*[\s\S]*?\*\/|(?<![\w$."])\d{6,}(?![\w."])/g;

/** Gives the literals, comments and long numbers of a statement to `leaf`; names and words of SQL stay. */
export function walkSql(text: string, leaf: Leaf): string {
  return text.replace(LITERAL, (all, quoted?: string, tag?: string, dollars?: string) => {
    if (quoted !== undefined) {
      return `'${String(leaf(quoted.replaceAll("''", "'"), { name: '' })).replaceAll("'", "''")}'`;
    }
    if (dollars !== undefined) return `$${tag}$${leaf(dollars, { name: '' })}$${tag}$`;
    return String(leaf(all, { name: '' }));
  });
}

/** MySQL writes texts in either quotes, with backslashes, and names in backticks. */
const MYSQL_LITERAL =
  /`[^`]*`|'((?:[^'\\]|\\.|'')*)'|"((?:[^"\\]|\\.|"")*)"|(?:--\s|#)[^\n]*|\/\*[\s\S]*?\*\/|(?<![\w$.])\d{6,}(?![\w.])/gs;

/** The same for a statement of MySQL. */
export function walkMysql(text: string, leaf: Leaf): string {
  return text.replace(MYSQL_LITERAL, (all, single?: string, double?: string) => {
    if (all.startsWith('`')) return all;
    const quoted = single ?? double;
    if (quoted === undefined) return String(leaf(all, { name: '' }));
    const plain = quoted.replace(/\\(.)|''|""/gs, (pair, escaped?: string) => escaped ?? pair.slice(1));
    const mark = single === undefined ? '"' : "'";
    const made = String(leaf(plain, { name: '' }));
    // A text that stays keeps the form in which it was written.
    return made === plain
      ? all
      : `${mark}${made.replaceAll('\\', '\\\\').replaceAll(mark, mark + mark)}${mark}`;
  });
}

/** A statement of MySQL with parameters and names in the form of PostgreSQL. */
export function asPostgres(text: string): string {
  let number = 0;
  return text.replace(/'(?:[^'\\]|\\.)*'|`([^`]*)`|\?/gs, (all, name?: string) => {
    if (name !== undefined) return `"${name}"`;
    if (all !== '?') return all;
    number += 1;
    return `$${number}`;
  });
}

/** The columns that parameters are compared with or written to, by the parameter's place from 0, as far as the text shows. */
export function columnsOfParameters(text: string): Map<number, string> {
  const columns = new Map<number, string>();
  for (const [, name = '', place] of text.matchAll(
    /"?(\w+)"?\)?\s*(?:=|<>|!=|[<>]=?|~~?\*?|\bi?like\b|\bin\s*\(|=\s*any\s*\()\s*(?:\w+\s*\()?\s*\$(\d+)/gi,
  )) {
    columns.set(Number(place) - 1, name);
  }
  const insert =
    /insert\s+into\s+[\w."]+\s*(?:as\s+\w+\s*)?\(([^)]*)\)\s*(?:overriding\s+\w+\s+value\s*)?values\s*([\s\S]*)/i.exec(
      text,
    );
  const names = insert?.[1]?.split(',').map((name) => name.replace(/["\s]/g, '')) ?? [];
  for (const [, row = ''] of insert?.[2]?.matchAll(/\(((?:[^()]|\([^()]*\))*)\)/g) ?? []) {
    for (const [at, cell] of row.split(/,(?![^(]*\))/).entries()) {
      const place = /\$(\d+)/.exec(cell)?.[1];
      if (place && names[at]) columns.set(Number(place) - 1, names[at]);
    }
  }
  return columns;
}
