import { type Rung, rungResult } from '../../domain/fix.ts';
import { oneLine } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { wrapBehind } from './wrap.ts';

/** How far a proof reaches, a line a rung: what held, what did not, and what was not asked and why. */
export function rungLines(
  rungs: Rung[],
  { colours, width }: Pick<Terminal, 'colours' | 'width'>,
  indent: string,
): string[] {
  if (rungs.length === 0) return [];
  const held = rungs.filter((rung) => rung.held).length;
  return [
    `${indent}How far the proof reaches: ${held} of ${rungs.length} rungs hold`,
    ...rungs.flatMap((rung) => {
      const mark = rung.held === null ? colours.dim('·') : rung.held ? colours.green('✓') : colours.red('✗');
      const result = rungResult(rung);
      const why = rung.detail && rung.detail !== result ? ` (${oneLine(rung.detail)})` : '';
      const text = `${rung.rung}. ${oneLine(rung.name)}: ${result}${why}`;
      return wrapBehind(`${indent}${mark} `, text, width, indent.length + 2);
    }),
  ];
}
