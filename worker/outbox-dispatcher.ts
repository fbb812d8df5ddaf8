import type { OutboxRow, Store } from '../store/store.ts';

/** Rows whose next try is due are found by this tick; new ones announce themselves. */
const TICK_MS = 1_000;
/** Rows in one go, so that a stop is heard in between. */
const BATCH = 100;

export interface OutboxDispatcher {
  /** Ends after the row under way. */
  stop(): Promise<void>;
}

/**
 * Hands the outbox over, again and again until each row is taken. Survives the outages of PostgreSQL and Temporal.
 * @param handOver throws when a row must be tried again
 * @param log told once when an outage begins and once when it is over
 */
export async function startOutboxDispatcher(
  store: Store,
  handOver: (row: OutboxRow) => Promise<void>,
  log: (line: string) => void,
): Promise<OutboxDispatcher> {
  let stopped = false;
  let news = true;
  let rouse = () => {};
  let trouble: string | null = null;

  function wake(): void {
    news = true;
    rouse();
  }

  /** Until there is news, or the next tick. */
  async function rest(): Promise<void> {
    if (news || stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, TICK_MS);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function report(now: string | null): void {
    if (now !== trouble) log(now ? `outbox waits: ${now}` : 'outbox goes on');
    trouble = now;
  }

  async function work(): Promise<void> {
    while (!stopped) {
      news = false;
      try {
        if ((await store.dispatchOutbox(reportingHandOver, BATCH)) === BATCH) news = true;
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
      rouse();
      await unlisten();
      await working;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
