import { z } from 'zod';
import { OVERVIEW } from '../frame/paths.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface RangeOf {
  name: string;
  interval: 'minute' | 'hour' | 'day' | 'week';
  /** From the begin of the first interval until now, in milliseconds. */
  length: number;
}

export const RANGES = {
  hour: { name: 'Last hour', interval: 'minute', length: 59 * MINUTE },
  day: { name: 'Last 24 hours', interval: 'hour', length: 23 * HOUR },
  week: { name: 'Last 7 days', interval: 'day', length: 6 * DAY },
  month: { name: 'Last 30 days', interval: 'day', length: 29 * DAY },
  quarter: { name: 'Last 12 weeks', interval: 'week', length: 77 * DAY },
} as const satisfies Record<string, RangeOf>;

export const RangeName = z.enum(['hour', 'day', 'week', 'month', 'quarter']).catch('week');
export type RangeName = z.infer<typeof RangeName>;

export function rangePath(range: RangeName, service: string | null): string {
  const query = new URLSearchParams({
    ...(range !== 'week' && { range }),
    ...(service !== null && { service }),
  }).toString();
  return query ? `${OVERVIEW}?${query}` : OVERVIEW;
}

/** An interval as it is written below a chart: `14:00`, `Jan 31`. */
export function intervalLabel(at: string, interval: RangeOf['interval']): string {
  if (interval === 'minute' || interval === 'hour') return at.slice(11, 16);
  return new Date(at).toLocaleDateString('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });
}
