import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SutureError } from '../../domain/errors.ts';
import type { Occurrence } from '../../domain/incident.ts';
import { isRefusedForGood } from '../../store/errors.ts';
import type { Store } from '../../store/store.ts';
import { createTurnstile } from '../turnstile.ts';
import type { Spool, Spooled } from './spool.ts';

export interface OccurrenceRecorder {
  /**
   * Returns once the occurrence is in the store, or safe in the spool. Never throws.
   * @returns the incident's id, or null while the occurrence waits for the store
   */
  record(occurrence: Occurrence): Promise<string | null>;
  /** Takes over what earlier processes left in the spool. */
  start(): Promise<void>;
  /** How many occurrences wait for the store. */
  waiting(): number;
  /** One last try; what still waits stays in the spool for the next process. */
  close(): Promise<void>;
}

export interface RecorderOptions {
  store: Pick<Store, 'recordOccurrence'>;
  spool: Spool;
  log(line: string): void;
  /** Waits between the tries within a request, in milliseconds. */
  retries?: readonly number[];
  /** The first wait between tries for what is in the spool, doubled up to `longestBackoff`, in milliseconds. */
  backoff?: number;
  longestBackoff?: number;
}

/** Fewer than the store has connections, so that a storm of failures leaves some for the pages. */
const CONCURRENT = 5;

/** Brings occurrences into the store, and loses none while the store is away. */
export function createRecorder({
  store,
  spool,
  log,
  retries = [50, 200],
  backoff = 250,
  longestBackoff = 4000,
}: RecorderOptions): OccurrenceRecorder {
  const turnstile = createTurnstile(CONCURRENT);
  const waiting = new Set<Spooled>();
  /** Said to have trouble of their own, once each. */
  const told = new WeakSet<Spooled>();
  let timer: NodeJS.Timeout | null = null;
  let draining: Promise<void> | null = null;
  let wait = backoff;
  let closed = false;

  const write = (occurrence: Occurrence) => turnstile(() => store.recordOccurrence(occurrence));

  async function tryNow(occurrence: Occurrence): Promise<string> {
    // While others wait already, one more try tells enough.
    const pauses = waiting.size > 0 ? [] : retries;
    for (const pause of pauses) {
      try {
        return (await write(occurrence)).incidentId;
      } catch (error) {
        if (!isRetryable(error)) throw error;
        await sleep(pause);
      }
    }
    return (await write(occurrence)).incidentId;
  }

  /** What is wrong with an occurrence for good is a person's to mend; any other trouble may pass. */
  async function keepOrSetAside(spooled: Spooled, error: unknown): Promise<void> {
    if (isRefusedForGood(error)) {
      waiting.delete(spooled);
      return spool.setAside(spooled, error);
    }
    if (!told.has(spooled)) {
      log(
        `${spooled.file ?? 'An occurrence in memory'} cannot be recorded yet, others go on: ${String(error)}`,
      );
    }
    told.add(spooled);
  }

  async function drain(): Promise<void> {
    let recorded = 0;
    for (const spooled of [...waiting]) {
      try {
        await write(spooled.occurrence);
      } catch (error) {
        if (isRetryable(error)) break;
        await keepOrSetAside(spooled, error);
        continue;
      }
      recorded += 1;
      waiting.delete(spooled);
      await spool
        .remove(spooled)
        .catch((error: Error) => log(`${spooled.file} cannot be removed: ${error.message}`));
    }
    if (recorded > 0) log(`Recorded ${recorded} occurrence(s) that had waited; ${waiting.size} still wait.`);
    wait = recorded > 0 ? backoff : Math.min(wait * 2, longestBackoff);
  }

  function drainOnce(): Promise<void> {
    draining ??= drain().finally(() => {
      draining = null;
    });
    return draining;
  }

  function schedule(): void {
    if (timer || closed || waiting.size === 0) return;
    timer = setTimeout(() => {
      timer = null;
      void drainOnce().then(schedule);
    }, wait);
  }

  return {
    async record(occurrence) {
      // The key lets it be tried again when only the answer was lost, by this process or the next.
      const keyed = { ...occurrence, at: occurrence.at ?? new Date(), key: occurrence.key ?? randomUUID() };
      try {
        return await tryNow(keyed);
      } catch (error) {
        log(`Failed to create incident: ${JSON.stringify({ error: String(error), occurrence: keyed })}`);
        const spooled = await spool.put(keyed);
        if (isRefusedForGood(error)) await spool.setAside(spooled, error);
        else waiting.add(spooled);
        schedule();
        return null;
      }
    },
    async start() {
      for (const spooled of await spool.adopt()) waiting.add(spooled);
      wait = backoff;
      if (waiting.size > 0) void drainOnce().then(schedule);
    },
    waiting: () => waiting.size,
    async close() {
      closed = true;
      if (timer) clearTimeout(timer);
      await draining;
      if (waiting.size > 0) await drainOnce();
    },
  };
}

function isRetryable(error: unknown): boolean {
  return error instanceof SutureError && error.retryable;
}
