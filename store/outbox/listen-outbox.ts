import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Wait between attempts to connect again, in milliseconds. */
const RECONNECT_MS = 250;

/**
 * Calls `wake` when rows are enqueued, on a connection of its own that is made again whenever it breaks.
 * What was announced meanwhile is lost, so a new connection calls `wake` too.
 * Resolves when the first connection stands, or has failed and the next is being tried.
 * @returns a function that ends it.
 */
export async function listenOutbox(databaseUrl: string, wake: () => void): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  let connected: (() => void) | undefined;
  const first = new Promise<void>((resolve) => {
    connected = resolve;
  });

  async function listenOnce(again: boolean): Promise<void> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'suture-outbox',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    const broken = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
      stopping.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      client.on('notification', wake);
      await client.connect();
      await client.query('listen suture_outbox');
      connected?.();
      if (again) wake();
      await broken;
    } finally {
      client.removeListener('notification', wake);
      await client.end().catch(() => {});
    }
  }

  async function listen(): Promise<void> {
    for (let again = false; !stopping.signal.aborted; again = true) {
      await listenOnce(again).catch(() => {});
      connected?.();
      await sleep(RECONNECT_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  }

  const listening = listen();
  await first;
  return async () => {
    stopping.abort();
    await listening;
  };
}
