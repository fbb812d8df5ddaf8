import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { timeLimit } from '../../platform/deadline.ts';

/** One request that the service made. */
export interface UpstreamCall {
  /** `METHOD /path`, without the query. */
  request: string;
  startedAt: number;
  /** Milliseconds until the upstream had answered in full; null while it has not. */
  latencyMs: number | null;
  /** HTTP status, or `unreachable`; null while there is no answer. */
  status: string | null;
  /** True when the whole answer went to a caller that still listened. */
  delivered: boolean;
  /** True when the caller hung up before the whole answer was there. */
  abandoned: boolean;
  sample: string;
}

export interface UpstreamWitness {
  readonly name: string;
  /** What was seen until now; entries change until they are answered. */
  calls(): readonly UpstreamCall[];
  /** The stand-in that it asks. */
  readonly standIn: () => Promise<number>;
  /** Asks another stand-in from now on, or none: `null` answers 503 to all. */
  redirect(standIn: (() => Promise<number>) | null): void;
  /** Waits until no call is open that its caller gave up, at most `boundMs`: how slow the upstream truly is. */
  untilAnswered(boundMs: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface UpstreamWitnessOptions {
  name: string;
  /** Unix socket to listen on. */
  socket: string;
  /** Port of the stand-in on loopback; asked with the first call, which waits for it. */
  standIn: () => Promise<number>;
}

/** What is kept of an answer, in bytes. */
const SAMPLE_BYTES = 2_000;
/** What is kept of a request's line, in characters. */
const REQUEST = 200;
/** The most calls that are kept: past what any proof allows for its runs. */
const CALLS = 20_000;
/** Meant for one connection only, and not handed on (RFC 9110, 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'];

/** An HTTP relay before an upstream's stand-in. It keeps asking when the caller hangs up, to learn the true latency. */
export async function startUpstreamWitness(options: UpstreamWitnessOptions): Promise<UpstreamWitness> {
  const calls: UpstreamCall[] = [];
  const answered = new EventTarget();
  let standIn: (() => Promise<number>) | null = options.standIn;
  const server = createServer(async (incoming, outgoing) => {
    const asked = standIn;
    const port = asked && (await asked().catch(() => null));
    const call: UpstreamCall = {
      request: `${incoming.method} ${(incoming.url ?? '').split('?')[0]}`.slice(0, REQUEST),
      startedAt: performance.now(),
      latencyMs: null,
      status: null,
      delivered: false,
      abandoned: false,
      sample: '',
    };
    if (calls.length < CALLS) calls.push(call);
    if (asked) await forward(incoming, outgoing, port, call);
    else refuse(incoming, outgoing, call);
    answered.dispatchEvent(new Event('answer'));
  });
  // The program inside may be another user; the folder keeps all others out.
  server.listen({ path: options.socket, readableAll: true, writableAll: true });
  await once(server, 'listening');
  return {
    name: options.name,
    calls: () => calls,
    standIn: options.standIn,
    redirect(other) {
      standIn = other;
    },
    async untilAnswered(boundMs, signal) {
      const bound = AbortSignal.any([signal, timeLimit(boundMs)]);
      while (!bound.aborted && calls.some((call) => call.abandoned && call.latencyMs === null)) {
        await once(answered, 'answer', { signal: bound }).catch(() => {});
      }
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(incoming: IncomingMessage, outgoing: ServerResponse, call: UpstreamCall): void {
  incoming.resume();
  Object.assign(call, { status: '503', latencyMs: 0 });
  outgoing.writeHead(503, { 'content-type': 'application/json' }).end('{}');
}

/** Settles when the upstream has answered in full, whether or not anyone still listens. */
async function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  port: number | null,
  call: UpstreamCall,
): Promise<void> {
  outgoing.on('close', () => {
    if (outgoing.writableFinished && call.status !== 'unreachable') call.delivered = true;
    else call.abandoned = true;
  });
  await new Promise<void>((resolve) => {
    const fail = () => {
      call.status ??= 'unreachable';
      call.latencyMs ??= performance.now() - call.startedAt;
      // As a refused connection would look, not as an answer of ours.
      outgoing.destroy();
      resolve();
    };
    if (port === null) return fail();
    const asked = request({
      host: '127.0.0.1',
      port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...endToEnd(incoming.headers), host: `127.0.0.1:${port}` },
      agent: false,
    });
    asked.on('error', fail);
    asked.on('response', (answer) => {
      call.status = String(answer.statusCode);
      if (!outgoing.destroyed) {
        outgoing.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
        // The body may never come.
        outgoing.flushHeaders();
      }
      answer.on('data', (chunk: Buffer) => {
        if (call.sample.length < SAMPLE_BYTES) {
          call.sample += chunk.toString('utf8').slice(0, SAMPLE_BYTES - call.sample.length);
        }
        if (outgoing.destroyed || outgoing.write(chunk)) return;
        // At the caller's pace; one that hung up is not waited for.
        answer.pause();
        outgoing.once('drain', () => answer.resume());
        outgoing.once('close', () => answer.resume());
      });
      answer.on('error', fail);
      answer.on('end', () => {
        call.latencyMs = performance.now() - call.startedAt;
        outgoing.end();
        resolve();
      });
    });
    // Piped by hand: a caller that hangs up must not take the question with it.
    incoming.on('data', (chunk) => {
      if (asked.write(chunk)) return;
      incoming.pause();
      asked.once('drain', () => incoming.resume());
    });
    incoming.on('end', () => asked.end());
    incoming.on('error', () => asked.end());
  });
}

function endToEnd(headers: IncomingMessage['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string | string[]] =>
        entry[1] !== undefined && !HOP_BY_HOP.includes(entry[0]),
    ),
  );
}
