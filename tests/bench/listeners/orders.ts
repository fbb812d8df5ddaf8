import type { Heard } from './listen.ts';

/** What the process of the listeners is told. Each order gets one answer. */
export type Order =
  | { do: 'listen'; url: string; count: number }
  | { do: 'hear'; expected: readonly number[]; waitMs: number }
  | { do: 'leave' };

export interface Answer {
  error?: string;
  heard?: Heard;
  /** Events of any kind that were heard, over all listeners. */
  events?: number;
}
