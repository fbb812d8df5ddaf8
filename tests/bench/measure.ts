/** One line of the table at the end. */
export interface Figure {
  what: string;
  /** What was measured, for a person; with its unit. */
  measured: string;
  /** What is promised, for a person. */
  bound: string;
  holds: boolean;
}

/** The middle of the values; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which this share (0 to 1) of the values lies, interpolated; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A length of time, in milliseconds, and what came of it. */
export async function timed<Result>(work: () => Promise<Result>): Promise<[ms: number, result: Result]> {
  const began = performance.now();
  const result = await work();
  return [performance.now() - began, result];
}

/** The figure of a ratio that may be at most `most`. */
export function ratioFigure(what: string, ratio: number, most: number, detail: string): Figure {
  return {
    what,
    measured: `${ratio.toFixed(3)} (${detail})`,
    bound: `at most ${most}`,
    holds: ratio <= most,
  };
}

/** A table in Markdown, so that it can be pasted into a page. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, measured, bound, holds }) => [
    what,
    measured,
    bound,
    holds ? 'yes' : 'NO',
  ]);
  const all = [['what', 'measured', 'bound', 'holds'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => `| ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`);
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return lines.join('\n');
}
