import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SutureError } from '../../domain/errors.ts';
import { forward } from './forward.ts';
import type { Target } from './target.ts';
import type { Traffic } from './traffic.ts';

export interface RouterOptions {
  /** How long a request waits for a release to take it, in milliseconds. */
  holdMs: number;
  /** Requests that may wait at a time; further ones are refused at once. */
  maxHeld: number;
  /** Gets each request that a release answered; those that only verify are left out. */
  traffic?: Pick<Traffic, 'count'>;
}

/** Owns the public port and hands every request to the release that is current. */
export interface Router {
  /** Starts to listen; answers with the port. Throws `port_in_use`. */
  listen(host: string, port: number): Promise<number>;
  /** From the next request on, this release gets the traffic; null: requests wait. */
  switchTo(target: Target | null): void;
  current(): Target | null;
  /** Takes no new connection, lets what is under way finish for at most `graceMs`, then cuts the rest. */
  close(graceMs: number): Promise<void>;
}

/** Between two tries on a release that is there but refuses: its exit has not been noticed yet. */
const REFUSED_PAUSE_MS = 20;

/** How often a request is sent again that a release took and did not answer: it may be the request that kills it. */
const REPEATS = 2;

export function createRouter({ holdMs, maxHeld, traffic }: RouterOptions): Router {
  const waiting = new Set<() => void>();
  let target: Target | null = null;
  let held = 0;
  let closing = false;

  /** Resolves at the next switch, after `limitMs`, or when the client has gone. */
  function change(limitMs: number, response: ServerResponse): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(wake);
        response.off('close', wake);
        resolve();
      };
      const timer = setTimeout(wake, limitMs);
      waiting.add(wake);
      response.on('close', wake);
    });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const deadline = performance.now() + holdMs;
    let holding = false;
    let repeats = 0;
    try {
      for (;;) {
        const chosen = target;
        if (chosen) {
          const result = await forward(request, response, chosen);
          if (result === 'answered') {
            const { method = '', url = '', headers } = request;
            if (headers['x-fault-verification'] === undefined) traffic?.count(chosen.sha, method, url);
            return;
          }
          if (result === 'lost' || (result === 'unanswered' && repeats++ === REPEATS)) {
            return refuse(response, 502, 'release_lost', LOST);
          }
        }
        const left = deadline - performance.now();
        if (response.destroyed) return;
        if (left <= 0 || closing || (!holding && held >= maxHeld)) {
          return refuse(response, 503, 'no_release', NONE);
        }
        if (!holding) {
          holding = true;
          held += 1;
        }
        // The release may have been replaced while the try failed: then the next one is not waited for.
        if (target === chosen) await change(chosen ? Math.min(left, REFUSED_PAUSE_MS) : left, response);
      }
    } finally {
      if (holding) held -= 1;
    }
  }

  const server = createServer((request, response) => void handle(request, response));
  // Longer than clients usually keep an idle connection, so that it is the client who closes it.
  server.keepAliveTimeout = 75_000;

  return {
    listen(host, port) {
      return new Promise((resolve, reject) => {
        server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)));
        server.listen(port, host, 1024, () => resolve((server.address() as AddressInfo).port));
      });
    },
    switchTo(next) {
      target = next;
      for (const wake of [...waiting]) wake();
    },
    current: () => target,
    async close(graceMs) {
      closing = true;
      for (const wake of [...waiting]) wake();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await target?.drained(graceMs);
      server.closeAllConnections();
      await closed;
    },
  };
}

const LOST =
  'The release went away while it worked on this request; it may or may not have been carried out.';
const NONE = 'No release of the service takes requests at the moment. Try again shortly.';

function refuse(response: ServerResponse, status: 502 | 503, code: string, message: string): void {
  if (response.destroyed || response.headersSent) return;
  response.req.resume();
  const body = JSON.stringify({ error: { code, message } });
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'retry-after': '1',
  });
  response.end(body);
}

/** The sentence for a port that cannot be listened on. */
export function listenError(cause: NodeJS.ErrnoException, host: string, port: number): SutureError {
  if (cause.code === 'EADDRINUSE') {
    return new SutureError(
      'port_in_use',
      `Port ${port} on ${host} is taken. Set another one, or end who holds it.`,
      {
        cause,
      },
    );
  }
  return new SutureError('cannot_listen', `Cannot listen on ${host}:${port}: ${cause.message}.`, { cause });
}
