import type { Incident } from '../../domain/incident.ts';
import type { Overview } from '../client.ts';
import type { Colours } from '../terminal.ts';

type Tone = Overview['verdict']['tone'];

/** `awaiting_approval` for a person. */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

/** A length of time in milliseconds: `0.4 s`, `3 min 07 s`, `2 h 05 min`, `4 d 03 h`. */
export function span(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${two((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${two((seconds % 86_400) / 3_600)} h`;
}

/** `14:05:09` of an ISO time in UTC. */
export function clock(iso: string): string {
  return iso.slice(11, 19);
}

/** The colour of a phase, a status or a severity: meaning is also in the word, never in colour alone. */
export function tint(colours: Colours, name: string): (text: string) => string {
  switch (name) {
    case 'resolved':
      return colours.green;
    case 'failed':
    case 'critical':
    case 'rolled_back':
      return colours.red;
    case 'high':
    case 'awaiting_approval':
    case 'cancelled':
      return colours.yellow;
    case 'low':
      return colours.dim;
    case 'medium':
    case 'detected':
      return colours.magenta;
    default:
      return colours.cyan;
  }
}

/** The colour of an answer to read at night. */
export function shade(colours: Colours, tone: Tone): (text: string) => string {
  return {
    good: colours.green,
    busy: colours.cyan,
    wait: colours.yellow,
    bad: colours.red,
    quiet: colours.dim,
  }[tone];
}

/** What to type for what is asked, or null. */
export function commandFor({ id, phase }: Incident): string | null {
  if (phase === 'awaiting_approval') return `suture approve ${id}   or   suture reject ${id} --reason "…"`;
  if (phase === 'failed' || phase === 'rolled_back' || phase === 'cancelled') return `suture retry ${id}`;
  return null;
}
