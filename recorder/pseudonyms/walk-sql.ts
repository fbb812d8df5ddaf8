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
