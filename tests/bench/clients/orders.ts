import type { Heard } from './listen.ts';

/** What the process of the clients is told. Each order gets one answer. */
export type Order =
  | { do: 'listen'; url: string; count: number }
  | { do: 'hear'; expected: readonly number[]; waitMs: number }
  | { do: 'leave' }
  | ({ do: 'send' } & Sending);

/** Events of Sentry's protocol, for an app. */
export interface Sending {
  /** Base URL of the app. */
  url: string;
  /** The key of the service. */
  key: string;
  /** Function names of the places where they were thrown, in turns. */
  places: readonly string[];
  /** Number of the first one. */
  from: number;
  count: number;
  /** How many a second; null: as fast as they are answered. */
  perSecond: number | null;
}

export interface Answer {
  error?: string;
  heard?: Heard;
  /** Events of any kind that were heard, over all listeners. */
  events?: number;
  /** How long the sending took, in milliseconds. */
  ms?: number;
}
