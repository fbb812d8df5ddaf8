export interface Cell {
  text: string;
  /** Colours the text once it is padded; adds no width. */
  paint?: (text: string) => string;
}

/** Lines with their columns aligned; the last column is cut to what fits. */
export function table(rows: Cell[][], width: number, gap = '  '): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...rows.map((row) => row[column]?.text.length ?? 0)),
  );
  return rows.map((row) => {
    let used = 0;
    const cells = row.map(({ text, paint }, column) => {
      const last = column === row.length - 1;
      const padded = last ? cut(text, width - used) : text.padEnd(widths[column] as number);
      used += padded.length + gap.length;
      return paint ? paint(padded) : padded;
    });
    return cells.join(gap).trimEnd();
  });
}

function cut(text: string, width: number): string {
  if (text.length <= width || width < 8) return text;
  return `${text.slice(0, width - 1)}…`;
}
