import type { LiveEvent } from '../../../domain/incident.ts';
import type { AnsweredRequest } from '../../metrics/create-metrics.ts';

/** What the app sends to the intake. */
export type ToIntake =
  /** With a connection; `head`: what was read of it, in base64. */
  | { kind: 'connection'; head: string }
  /** Where the app itself listens. */
  | { kind: 'app'; host: string; port: number }
  | { kind: 'stop'; graceMs: number };

/** What the intake sends to the app. */
export type FromIntake =
  | { kind: 'ready'; port: number }
  /** A connection has arrived; the next may be sent. */
  | { kind: 'taken' }
  | { kind: 'answered'; requests: AnsweredRequest[] }
  /** Where no Redis carries news. */
  | { kind: 'event'; event: LiveEvent };
