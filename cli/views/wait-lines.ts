import type { Overview } from '../client.ts';
import { oneLine } from '../plain-text.ts';
import type { Colours } from '../terminal.ts';
import { clock, span } from './words.ts';

/** What heals wait for now, a line each, below a title; no line where none waits. */
export function waitLines(waits: Overview['waits'], colours: Colours, now = Date.now()): string[] {
  if (waits.length === 0) return [];
  const lines = waits.map(({ incident_id: id, on, what, since, until, url }) => {
    const age = span(now - Date.parse(since));
    const end = until ? ` Continues at ${clock(until)}.` : '';
    const link = url ? ` ${oneLine(url)}` : '';
    return `${colours.bold(id)}  waits for ${oneLine(on)} since ${clock(since)} (${age}): ${oneLine(what)}${end}${link}`;
  });
  return ['', colours.dim('WAITS'), ...lines];
}
