import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Body, keepChunk, LONGEST_BODY } from './asked.ts';
import { guarded, guardedWith, wrap } from './guarded.ts';
import { placeOf } from './place-of.ts';
import { begin, keepAnswerOf, type Requests, release, type Underway } from './underway.ts';

/** Where a connection keeps the request that came on it last, and the answer of an upstream its body. */
export const KEPT = Symbol('suture-recorder.kept');
type Marked<Kept> = { [KEPT]?: Kept | null };
type Connection = Socket & Marked<Underway>;
interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  socket: Connection;
}

export interface Answers {
  /** Whether the answer of a request is kept although it may be a good one. */
  keepsAnswer(one: Underway): boolean;
  /** Called once for each request that got its answer, within the context of that request or of another. */
  answered(one: Underway): void;
}

/**
 * Watches each request of every HTTP server of the process through Node's diagnostics channels. What is known of a request hangs
 * on its connection: a property more on each request and response costs more than all else, since frameworks change their shape.
 */
export function watchRequests(requests: Requests, answers: Answers): void {
  const { storage, underway } = requests;
  const start = guardedWith(({ request, response, socket }: Exchange) => {
    const one = begin(requests, request, response);
    if (answers.keepsAnswer(one)) keepAnswerOf(requests, one);
    socket[KEPT] = one;
    underway.add(one);
    storage.enterWith(one);
  });
  const finish = guardedWith(({ response, socket }: Exchange) => {
    const one = oneOf(response, socket, underway);
    if (!one || !underway.delete(one)) return;
    if (socket[KEPT] === one) socket[KEPT] = null;
    if (requests.keeping > 0)
      requests.keeping = [...underway].filter(({ keepsAnswer }) => keepsAnswer).length;
    answers.answered(one);
    release(one);
  });
  subscribe('http.server.request.start', (message) => start(message as Exchange));
  subscribe('http.server.response.finish', (message) => finish(message as Exchange));
  wrap(IncomingMessage.prototype, 'push', (push) => {
    return function (this: unknown, chunk: unknown, encoding: unknown) {
      if (chunk !== null) guarded(() => keepIncoming(this as IncomingMessage, chunk, encoding));
      return push.call(this, chunk, encoding);
    };
  });
  for (const name of ['write', 'end']) {
    wrap(ServerResponse.prototype, name, (original) => {
      return function (this: unknown, chunk: unknown, encoding: unknown, callback: unknown) {
        const response = this as ServerResponse;
        if (requests.keeping > 0 || response.statusCode >= 500) {
          guarded(() => {
            const one = oneOf(response, response.socket, underway);
            if (one && (one.keepsAnswer || response.statusCode >= 500))
              keepAnswer(one, response, chunk, encoding);
          });
        }
        return original.call(this, chunk, encoding, callback);
      };
    });
  }
}

/** The request that a response answers. Clients that send several at once on one connection are rare. */
function oneOf(
  response: ServerResponse,
  socket: Connection | null,
  underway: ReadonlySet<Underway>,
): Underway | undefined {
  const last = socket?.[KEPT];
  if (last?.response === response) return last;
  for (const one of underway) if (one.response === response) return one;
  return undefined;
}

/** Copies what the parser hands to a message; the service reads it as before. */
function keepIncoming(message: IncomingMessage & Marked<Body>, chunk: unknown, encoding: unknown): void {
  const body = message[KEPT];
  if (body) {
    keepChunk(body, chunk, encoding as BufferEncoding);
    return;
  }
  const one = (message.socket as Connection | null)?.[KEPT];
  if (one?.request !== message || !(chunk instanceof Uint8Array)) return;
  one.sentBytes += chunk.length;
  if (one.sentBytes <= LONGEST_BODY) one.sent.push(Buffer.from(chunk));
  else one.sent.length = 0;
}

function keepAnswer(one: Underway, response: ServerResponse, chunk: unknown, encoding: unknown): void {
  if (response.statusCode >= 500 && one.answeredAt === null) one.answeredAt = placeOf(keepAnswer);
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
  const bytes =
    typeof chunk === 'string'
      ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
      : Buffer.from(chunk);
  one.answeredBytes += bytes.length;
  if (one.answeredBytes <= LONGEST_BODY) one.answered.push(bytes);
  else one.answered.length = 0;
}
