import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pause } from '../../platform/pause.ts';
import type { StandIn } from '../witness/stand-in.ts';
import type { RecordedCall } from './upstream-answers.ts';

/** An answer that took less is given at once; a caller's limit is longer, in milliseconds. */
const SLOW_MS = 200;
/** The longest wait for an answer that came, in milliseconds. */
const LONGEST_MS = 10_000;
/** Meant for one connection, or wrong once the body was read: it is kept as text, not packed. */
const NOT_SENT = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'upgrade',
]);
/** How a call ends that had no answer and no limit of its caller's, in the words of Node and undici. */
const BROKEN =
  /ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|UND_ERR_SOCKET|socket hang up|other side closed/i;

/**
 * An upstream that answers as it was recorded: calls of the same method and address one after the other, the last one from
 * then on. A call that had no answer gets none.
 * @param fill puts the sandbox's values in the place of variables
 * @param otherwise asked for what was not recorded; null answers 501
 */
export function createRecordedStandIn(
  name: string,
  calls: RecordedCall[],
  fill: (text: string) => string,
  otherwise: StandIn | null,
): StandIn {
  const stopping = new AbortController();
  const asked = new Map<string, number>();
  const server = createServer((incoming, outgoing) => {
    const key = `${incoming.method} ${incoming.url}`;
    const possible = isConditional(incoming) ? calls : calls.filter(({ status }) => status !== 304);
    const fitting = matching(possible, incoming.method ?? 'GET', incoming.url ?? '/');
    const times = asked.get(key) ?? 0;
    asked.set(key, times + 1);
    const call = fitting[Math.min(times, fitting.length - 1)];
    if (call) void answer(call, incoming, outgoing);
    else if (otherwise) void pass(otherwise, incoming, outgoing);
    else unknown(incoming, outgoing);
  });
  let starting: Promise<number> | undefined;
  return {
    port() {
      starting ??= listen();
      return starting;
    },
    async close() {
      stopping.abort();
      await otherwise?.close();
      await starting?.catch(() => {});
      server.closeAllConnections();
      await new Promise((resolve) => (server.listening ? server.close(resolve) : resolve(null)));
    },
  };

  async function listen(): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('no port');
    return address.port;
  }

  async function answer(call: RecordedCall, incoming: IncomingMessage, outgoing: ServerResponse) {
    incoming.resume();
    if (call.status === null) {
      if (BROKEN.test(call.error ?? '')) outgoing.destroy();
      return;
    }
    if (call.took > SLOW_MS) await pause(Math.min(call.took, LONGEST_MS), stopping.signal);
    if (outgoing.destroyed) return;
    const headers = Object.entries(call.headers).filter(([header]) => !NOT_SENT.has(header.toLowerCase()));
    outgoing.writeHead(
      call.status,
      Object.fromEntries(headers.map(([header, value]) => [header, fill(value)])),
    );
    const text = textOf(call.body);
    if (call.error === null) return void outgoing.end(text && fill(text));
    // The headers came, the rest did not.
    if (text) outgoing.write(fill(text));
    else outgoing.flushHeaders();
    if (BROKEN.test(call.error) || /terminated|aborted by the server/i.test(call.error)) outgoing.destroy();
  }

  function unknown(incoming: IncomingMessage, outgoing: ServerResponse) {
    incoming.resume();
    const error = `${name} was not asked ${incoming.method} ${incoming.url} when the request was recorded.`;
    outgoing.writeHead(501, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
  }
}

/** Whether a caller says what it has: no other is answered that it has not changed. */
function isConditional({ headers }: IncomingMessage): boolean {
  return headers['if-none-match'] !== undefined || headers['if-modified-since'] !== undefined;
}

/** Calls of the very address; else of the path with another query. */
function matching(calls: RecordedCall[], method: string, url: string): RecordedCall[] {
  const sameMethod = calls.filter((call) => call.method === method);
  const exact = sameMethod.filter(({ path }) => path === url);
  if (exact.length > 0) return exact;
  const pathOf = (address: string) => address.split('?')[0];
  return sameMethod.filter(({ path }) => pathOf(path) === pathOf(url));
}

async function pass(standIn: StandIn, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const port = await standIn.port().catch(() => null);
  if (port === null) return void outgoing.destroy();
  const { method, url: path, headers } = incoming;
  const asked = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (given) => {
    outgoing.writeHead(given.statusCode ?? 502, given.headers);
    given.pipe(outgoing);
  });
  asked.on('error', () => outgoing.destroy());
  incoming.pipe(asked);
}

function textOf(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
