import type { ServiceRecord } from '../../domain/service.ts';
import { createSemaphore } from '../../platform/semaphore.ts';
import type { Store } from '../../store/store.ts';
import { occurrenceOf } from './marker-line.ts';
import type { LogEvent } from './subscription-record.ts';

/** Fewer than the store has connections, so that a flood of lines leaves some for the pages. */
const CONCURRENT = 5;
/** CloudWatch Logs retries for a day; Kinesis keeps records for up to a week where configured. */
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
 * @throws SutureError `store_unavailable` (retryable); events counted by then are duplicates in the next request
 */
export async function ingestEvents(
  { store, services }: { store: Pick<Store, 'ingestOccurrence'>; services: readonly ServiceRecord[] },
  events: LogEvent[],
  now = Date.now(),
): Promise<Intake> {
  const limited = createSemaphore(CONCURRENT);
  const intake: Intake = { accepted: 0, duplicates: 0, ignored: 0 };
  const oldest = now - LATEST_DAYS * 86_400_000;

  async function ingest({ id, at, message }: LogEvent): Promise<void> {
    const occurrence = at.getTime() < oldest ? null : occurrenceOf(message, services);
    const { outcome } = occurrence
      ? await store.ingestOccurrence(id, { ...occurrence, at })
      : { outcome: 'ignored' as const };
    if (outcome === 'recorded') intake.accepted += 1;
    else if (outcome === 'duplicate') intake.duplicates += 1;
    else intake.ignored += 1;
  }

  // All of them end before an error is thrown, so that no work outlives the answer.
  const results = await Promise.allSettled(events.map((event) => limited(() => ingest(event))));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return intake;
}
