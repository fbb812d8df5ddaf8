import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Bytes of a body that are kept. */
const LONGEST_BODY = 64 * 1024;
/** Characters of log text that are kept of a request. */
const LONGEST_LOG = 4_000;

/** A request under way. */
export interface Underway {
  request: IncomingMessage;
  since: number;
  chunks: Buffer[];
  /** Bytes of the body so far; more than is kept: the body is not recorded. */
  bytes: number;
  /** The last error that the service logged or threw while it worked on the request. */
  error: unknown;
  /** What it logged meanwhile. */
  log: string;
}

export interface RequestWatch {
  /** The request that the code under way works for, if any. */
  current(): Underway | undefined;
  /** All requests without an answer. */
  underway: ReadonlySet<Underway>;
}

/**
 * Watches each request of every HTTP server of the process through Node's diagnostics channels.
 * @param answered called once for each request that got its answer
 */
export function watchRequests(answered: (request: Underway, status: number) => void): RequestWatch {
  const storage = new AsyncLocalStorage<Underway>();
  const known = new WeakMap<IncomingMessage, Underway>();
  const underway = new Set<Underway>();

  subscribe('http.server.request.start', (message) => {
    guarded(() => {
      const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
      const one: Underway = { request, since: performance.now(), chunks: [], bytes: 0, error: null, log: '' };
      known.set(request, one);
      underway.add(one);
      keepBody(request, one);
      response.once('close', () => underway.delete(one));
      storage.enterWith(one);
    });
  });
  subscribe('http.server.response.finish', (message) => {
    guarded(() => {
      const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
      const one = known.get(request);
      if (!one || !underway.delete(one)) return;
      known.delete(request);
      answered(one, response.statusCode);
    });
  });
  return { current: () => storage.getStore(), underway };
}

/** Copies what the parser hands to the request; the service reads it as before. */
function keepBody(request: IncomingMessage, one: Underway): void {
  const push = request.push;
  request.push = function (this: IncomingMessage, chunk: unknown, encoding?: BufferEncoding) {
    if (chunk instanceof Uint8Array) {
      one.bytes += chunk.length;
      if (one.bytes <= LONGEST_BODY) one.chunks.push(Buffer.from(chunk));
      else one.chunks.length = 0;
    }
    return push.call(this, chunk, encoding);
  } as typeof push;
}

/** The body as text; null without one, or where it is longer than is kept. */
export function bodyOf({ chunks, bytes }: Underway): string | null {
  return bytes === 0 || bytes > LONGEST_BODY ? null : Buffer.concat(chunks).toString('utf8');
}

/** Notes the errors and texts that the service writes by `console.error` and `console.warn`. */
export function watchConsole({ current }: RequestWatch): void {
  for (const name of ['error', 'warn'] as const) {
    const original = console[name];
    console[name] = function (this: unknown, ...given: unknown[]) {
      guarded(() => note(current(), given));
      return original.apply(this, given);
    };
  }
}

function note(one: Underway | undefined, given: unknown[]): void {
  if (!one) return;
  for (const each of given) {
    if (each instanceof Error) one.error = each;
    else if (typeof each === 'string' && one.log.length < LONGEST_LOG) one.log += `${each}\n`;
  }
}

/** What goes wrong in here must not reach the service. */
export function guarded(work: () => void): void {
  try {
    work();
  } catch {
    // A recording that is lost is better than a request that fails.
  }
}
