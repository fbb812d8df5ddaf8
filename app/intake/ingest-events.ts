import type { ServiceDefinition } from '../../domain/service-definition.ts';
import type { Store } from '../../store/store.ts';
import { createTurnstile } from '../turnstile.ts';
import { occurrenceOf } from './marker-line.ts';
import type { LogEvent } from './subscription-record.ts';

/** Fewer than the store has connections, so that a flood of lines leaves some for the pages. */
const CONCURRENT = 5;
/** CloudWatch Logs tries for a day, Kinesis keeps records for up to a week where one asked for it. */
export const LATEST_DAYS = 7;
/** Longer than an event may be late, so that none counts again because its id was forgotten. */
export const REMEMBERED_DAYS = LATEST_DAYS + 1;

export interface Intake {
  /** Lines that were counted in an incident. */
  accepted: number;
  /** Lines that had been counted before. */
  duplicates: number;
  /** All others: no known marker, a verification, from before a reset, or older than a week. */
  ignored: number;
}

/**
 * Counts the marker lines among log events, each once.
 * @throws SutureError `store_unavailable` (retryable); what was counted by then is a duplicate the next time
 */
export async function ingestEvents(
  { store, service }: { store: Pick<Store, 'ingestOccurrence'>; service: ServiceDefinition },
  events: LogEvent[],
  now = Date.now(),
): Promise<Intake> {
  const turnstile = createTurnstile(CONCURRENT);
  const intake: Intake = { accepted: 0, duplicates: 0, ignored: 0 };
  const oldest = now - LATEST_DAYS * 86_400_000;

  async function ingest({ id, at, message }: LogEvent): Promise<void> {
    const occurrence = at.getTime() < oldest ? null : occurrenceOf(message, service);
    const { outcome } = occurrence
      ? await store.ingestOccurrence(id, { ...occurrence, at })
      : { outcome: 'ignored' as const };
    if (outcome === 'recorded') intake.accepted += 1;
    else if (outcome === 'duplicate') intake.duplicates += 1;
    else intake.ignored += 1;
  }

  // All of them end before an error is passed on: nothing goes on behind the answer's back.
  const results = await Promise.allSettled(events.map((event) => turnstile(() => ingest(event))));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return intake;
}
