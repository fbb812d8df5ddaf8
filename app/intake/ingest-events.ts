import { SutureError } from '../../domain/errors.ts';
import type { Recording } from '../../domain/recording.ts';
import type { ServiceRecord } from '../../domain/service.ts';
import type { LateOccurrence } from '../../store/ingest/ingest-occurrences.ts';
import type { Store } from '../../store/store.ts';
import type { Doors } from './doors/create-doors.ts';
import { occurrenceOf } from './marker-line.ts';
import { readStackLine } from './stack-line.ts';
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
  /** Counts the failures of errors that nobody declared. */
  accept: Doors['accept'];
  services: readonly ServiceRecord[];
}

/**
 * Counts the marker lines and the stacks among log events, each once. A line that the store cannot keep is set aside, and no other with
 * it.
 * @throws SutureError `store_unavailable` (retryable); events counted by then are duplicates in the next request
 */
export async function ingestEvents(
  { store, accept, services }: Deps,
  events: LogEvent[],
  now = Date.now(),
): Promise<Intake> {
  const intake: Intake = { accepted: 0, duplicates: 0, ignored: 0, setAside: 0, why: null };
  const oldest = now - LATEST_DAYS * 86_400_000;
  const found: LateOccurrence[] = [];
  const thrown: Recording[] = [];
  for (const event of events) {
    const { id, at, message } = event;
    const occurrence = at.getTime() < oldest ? null : occurrenceOf(message, services);
    const undeclared = occurrence || at.getTime() < oldest ? null : readStackLine(event, services);
    if (occurrence) found.push({ eventId: id, occurrence: { ...occurrence, at } });
    else if (undeclared) thrown.push(undeclared);
    else intake.ignored += 1;
  }
  await Promise.all(services.map(acceptOf));
  for (let from = 0; from < found.length; from += BATCH) await ingest(found.slice(from, from + BATCH));
  return intake;

  async function acceptOf(service: ServiceRecord): Promise<void> {
    const own = thrown.filter((recording) => recording.service === service.name);
    const counted = own.length > 0 ? await accept(service, own) : [];
    const duplicates = counted.filter(({ known }) => known).length;
    intake.duplicates += duplicates;
    intake.accepted += counted.length - duplicates;
  }

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
