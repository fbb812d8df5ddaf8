import { AsyncResource } from 'node:async_hooks';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Destination } from './dsn.ts';
import { guarded } from './guarded.ts';

/** The first pause between two hellos, doubled up to the longest, in milliseconds. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A hello with new requests comes so soon, and so long after the one before, in milliseconds. */
const SOON_MS = 1_000;
const SHORTEST_PAUSE_MS = 10_000;
/** Routes that are counted by name; requests of others are counted together. */
const MOST_ROUTES = 200;
const ANY_OTHER = '/*';
/** For one hello, in milliseconds. */
const TRY_MS = 5_000;

export interface Hello {
  /** Counts a request, by its method and route: `GET /orders/:id`. */
  count(name: string): void;
}

/**
 * Says hello to Suture once a server of the process listens, and now and then afterwards: which release runs, and how many
 * requests of each route it took. Counts that do not arrive are sent with the next hello.
 * @param listening called once, when the first server listens
 * @param asSent a route as recordings name it, without what is somebody's
 */
export function createHello(
  { url, key, service }: Destination,
  release: string | null,
  { listening, asSent }: { listening: () => void; asSent: (route: string) => string },
): Hello {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  let address: string | null = null;
  let started = true;
  let pause = FIRST_PAUSE_MS;
  let running = false;
  let saidAt = 0;
  let dueAt = 0;
  let timer: NodeJS.Timeout | undefined;

  /** Each route is worked out once. */
  function nameOf(route: string): string {
    const known = names.get(route);
    if (known !== undefined) return known;
    const name = asSent(route);
    if (names.size >= MOST_ROUTES) names.clear();
    names.set(route, name);
    return name;
  }

  async function say(): Promise<void> {
    const sent = new Map(counts);
    const requests = [...sent].map(([name, number]) => {
      const [method = '', route = ''] = name.split(' ', 2);
      return { method, route: nameOf(route), requests: number };
    });
    const response = await fetch(new URL('/ingest/hello', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ service, release, node: process.versions.node, address, started, requests }),
      redirect: 'manual',
      signal: AbortSignal.timeout(TRY_MS),
    });
    await response.arrayBuffer();
    if (!response.ok) return;
    started = false;
    for (const [name, number] of sent) {
      const left = (counts.get(name) ?? 0) - number;
      if (left > 0) counts.set(name, left);
      else counts.delete(name);
    }
  }

  function sayNow(): void {
    saidAt = performance.now();
    void say()
      .catch(() => {})
      .finally(() => {
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        schedule(pause);
      });
  }

  function schedule(ms: number): void {
    clearTimeout(timer);
    dueAt = performance.now() + ms;
    timer = setTimeout(sayNow, ms);
    // A program that has nothing else to do may end.
    timer.unref();
  }

  function begin(at: AddressInfo | string | null): void {
    if (running) return;
    running = true;
    if (typeof at === 'object' && at) address = `http://127.0.0.1:${at.port}`;
    listening();
    sayNow();
  }

  for (const { Server } of [http, https]) {
    const { listen } = Server.prototype;
    Server.prototype.listen = function (this: http.Server, ...given: unknown[]) {
      guarded(() => void this.once('listening', () => guarded(() => begin(this.address()))));
      return (listen as (...all: unknown[]) => http.Server).apply(this, given);
    } as typeof listen;
  }

  /** In the context of the program's start: a hello is no step of the request that makes it due. */
  const scheduleSoon = AsyncResource.bind(() => {
    const now = performance.now();
    const soon = Math.max(now + SOON_MS, saidAt + SHORTEST_PAUSE_MS);
    if (soon < dueAt) schedule(soon - now);
  });

  return {
    count(name) {
      // The first request after a hello is reported soon.
      if (running && counts.size === 0) scheduleSoon();
      const known = counts.get(name);
      if (known !== undefined || counts.size < MOST_ROUTES) {
        counts.set(name, (known ?? 0) + 1);
        return;
      }
      const other = `${name.split(' ', 1)[0]} ${ANY_OTHER}`;
      counts.set(other, (counts.get(other) ?? 0) + 1);
    },
  };
}
