import { createClient, type Detail, type Reset } from '../../cli/client.ts';
import { plainDeep } from '../../cli/plain-text.ts';
import type { Answer } from '../../cli/send-request.ts';
import type { ProbeRequest } from '../../domain/evidence.ts';
import type { Incident } from '../../domain/incident.ts';

export type { Answer, Detail };

/** The part of the HTTP API that the demo uses, all of which `curl` could do. Texts are safe to show. */
export interface Api {
  send(request: ProbeRequest, headers?: Record<string, string>): Promise<Answer>;
  incidents(): Promise<Incident[]>;
  incident(id: string): Promise<Detail>;
  reset(): Promise<Reset>;
  resetStatus(id: string): Promise<Reset>;
  /** Resolves at the next event of the stream, or after `atMost` milliseconds. */
  news(atMost: number): Promise<void>;
  close(): void;
}

/** The pause before the stream is opened again, in milliseconds. */
const AGAIN_MS = 500;

/** @param token bearer token for requests that change something, where `ADMIN_TOKEN` is set */
export function createApi(base: string, token: string | undefined, signal: AbortSignal): Api {
  const closed = new AbortController();
  const over = AbortSignal.any([signal, closed.signal]);
  const client = createClient({ base, ...(token && { token }), signal: over, received: plainDeep });
  const { incident, reset, resetStatus } = client;
  let waiting: (() => void)[] = [];
  const wake = () => {
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  over.addEventListener('abort', wake, { once: true });
  void listen();

  /** The client reconnects by itself; only the first connection may fail, such as during a start. */
  async function listen(): Promise<void> {
    while (!over.aborted) {
      try {
        for await (const _ of client.follow()) wake();
      } catch {
        // The app does not answer yet. Those who wait have a deadline of their own.
      }
      await new Promise<void>((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  return {
    send: (request, headers) =>
      client.send(base, { ...request, headers: { ...request.headers, ...headers } }),
    incident,
    reset,
    resetStatus,
    incidents: async () => (await client.overview()).incidents,
    async news(atMost) {
      over.throwIfAborted();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, atMost);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      over.throwIfAborted();
    },
    close: () => closed.abort(),
  };
}
