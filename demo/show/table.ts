import { duration } from '../../stack/elapsed.ts';
import type { Healed } from './heal-fault.ts';

/**
 * The most that a heal may take over its unavoidable work. The first heal of a worker, for which Temporal and the worker do
 * everything for the first time, is at 1.12 to 1.14 on two cores that do other work as well; later ones at 1.02 to 1.06.
 */
export const RATIO_TARGET = 1.15;

/** How long each stage took, a line for each fault. */
export function healTable(heals: Healed[]): string[] {
  const header = [
    'fault',
    'incident',
    'detected',
    'proven',
    'pushed',
    'commit',
    'deployed',
    'verified',
    'sum',
    'wall/work',
  ];
  const rows = heals.map(({ code, incidentId, commit, stages }) => {
    if (!stages) return [code, incidentId, '-', '-', '-', commit?.slice(0, 10) ?? '-', '-', '-', '-', '-'];
    return [
      ...[code, incidentId, duration(stages.detected), duration(stages.proven), duration(stages.pushed)],
      ...[commit?.slice(0, 10) ?? '-', duration(stages.deployed), duration(stages.verified)],
      ...[duration(stages.total), stages.ratio === null ? '?' : stages.ratio.toFixed(2)],
    ];
  });
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] as string).length)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] as number) : cell.padStart(widths[column] as number),
      )
      .join('  ');
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
