import { SutureError } from '../../domain/errors.ts';
import type { ServiceRecord } from '../../domain/service.ts';
import type { LateOccurrence } from '../../store/ingest/ingest-occurrences.ts';
import type { Store } from '../../store/store.ts';
import { occurrenceOf } from './marker-line.ts';
import type { LogEvent } from './subscription-record.ts';

/** Occurrences of one transaction: long enough for one statement to pay, short enough not to hold others up. */
const BATCH = 500;
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
  /** Lines that the store cannot keep. */
  setAside: number;
  /** Why it could not keep the first of them. */
  why: string | null;
}

interface Deps {
  store: Pick<Store, 'ingestOccurrences'>;
  services: readonly ServiceRecord[];
}

/**
 * Counts the marker lines among log events, each once. A line that the store cannot keep is set aside, and no other with
 * it.
 * @throws SutureError `store_unavailable` (retryable); events counted by then are duplicates in the next request
 */
export async function ingestEvents(
  { store, services }: Deps,
  events: LogEvent[],
  now = Date.now(),
): Promise<Intake> {
  const intake: Intake = { accepted: 0, duplicates: 0, ignored: 0, setAside: 0, why: null };
  const oldest = now - LATEST_DAYS * 86_400_000;
  const found: LateOccurrence[] = [];
  for (const { id, at, message } of events) {
    const occurrence = at.getTime() < oldest ? null : occurrenceOf(message, services);
    if (occurrence) found.push({ eventId: id, occurrence: { ...occurrence, at } });
    else intake.ignored += 1;
  }
  for (let from = 0; from < found.length; from += BATCH) await ingest(found.slice(from, from + BATCH));
  return intake;

  /** All of them, or where one cannot be kept each half by itself, down to that one. */
  async function ingest(batch: LateOccurrence[]): Promise<void> {
    try {
      const { recorded, duplicates, beforeReset } = await store.ingestOccurrences(batch);
      intake.accepted += recorded;
      intake.duplicates += duplicates;
      intake.ignored += beforeReset;
    } catch (error) {
      if (error instanceof SutureError) throw error;
      if (batch.length === 1) {
        intake.setAside += 1;
        intake.why ??= error instanceof Error ? error.message : String(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await ingest(batch.slice(0, middle));
      await ingest(batch.slice(middle));
    }
  }
}
