import type { TimelineEntry } from '../../domain/incident.ts';
import { readable } from '../../domain/readable.ts';
import { oneLine } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { clock, span, tint, words } from './words.ts';
import { wrap } from './wrap.ts';

/**
 * One row of a timeline, in as many lines as its message needs.
 * @param before stands at its left, such as an indent or the incident, with its width in characters
 * @param since when the incident was opened, in milliseconds since the epoch
 */
export function timelineRow(
  entry: TimelineEntry,
  { colours, width }: Terminal,
  before: { text: string; width: number },
  since?: number,
): string {
  const when = since === undefined ? clock(entry.at) : `+${span(Date.parse(entry.at) - since)}`.padStart(12);
  const name = entry.to_phase ?? 'note';
  const phase = tint(colours, entry.to_phase ?? 'low')(words(name).padEnd(17));
  const message = wrap(oneLine(readable(entry.message)), width, before.width + when.length + 21);
  return `${before.text}${colours.dim(when)}  ${phase}  ${message.join('\n')}`;
}
