import type { TimelineEntry } from '../../domain/incident.ts';
import { oneLine } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { clock, span, tint, words } from './words.ts';

/** One row of a timeline on one line; `since` is when the incident was opened, in milliseconds since the epoch. */
export function timelineRow(entry: TimelineEntry, { colours }: Terminal, since?: number): string {
  const when = since === undefined ? clock(entry.at) : `+${span(Date.parse(entry.at) - since)}`.padStart(12);
  const name = entry.to_phase ?? 'note';
  const phase = tint(colours, entry.to_phase ?? 'low')(words(name).padEnd(17));
  return `${colours.dim(when)}  ${phase}  ${oneLine(entry.message)}`;
}
