import type { OutboxRow, Store } from '../store/store.ts';

/** Interval of the search for rows whose next try is due, in milliseconds; new rows are announced. */
const TICK_MS = 1_000;
/** Rows of one batch; a stop takes effect between batches. */
const BATCH = 100;

export interface OutboxDispatcher {
  /** Ends after the row under way. */
  stop(): Promise<void>;
}

/**
 * Delivers the rows of the outbox, each until it succeeds. Survives outages of PostgreSQL and Temporal.
 * @param handOver throws when a row must be tried again
 * @param log gets a line when an outage begins and one when it ends
 */
export async function startOutboxDispatcher(
  store: Store,
  handOver: (row: OutboxRow) => Promise<void>,
  log: (line: string) => void,
): Promise<OutboxDispatcher> {
  let stopped = false;
  let pending = true;
  let wakeUp = () => {};
  let outage: string | null = null;

  function wake(): void {
    pending = true;
    wakeUp();
  }

  /** Waits for a new row, or the next tick. */
  async function rest(): Promise<void> {
    if (pending || stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, TICK_MS);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function report(now: string | null): void {
    if (now !== outage) log(now ? `outbox waits: ${now}` : 'outbox delivers again');
    outage = now;
  }

  async function work(): Promise<void> {
    while (!stopped) {
      pending = false;
      try {
        if ((await store.dispatchOutbox(reportingHandOver, BATCH)) === BATCH) pending = true;
      } catch (error) {
        report(messageOf(error));
      }
      await rest();
    }
  }

  async function reportingHandOver(row: OutboxRow): Promise<void> {
    try {
      await handOver(row);
      report(null);
    } catch (error) {
      report(messageOf(error));
      throw error;
    }
  }

  const unlisten = await store.onOutbox(wake);
  const working = work();
  return {
    async stop() {
      stopped = true;
      wakeUp();
      await unlisten();
      await working;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
