import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import { type Body, keepChunk, LONGEST_BODY } from './asked.ts';
import { guarded, wrap } from './guarded.ts';
import { placeOf } from './place-of.ts';
import { begin, type Requests, type Underway } from './underway.ts';

/** Where a message keeps what is known of it: faster than a map beside it. */
export const KEPT = Symbol('suture-recorder.kept');
type Marked = { [KEPT]?: Underway | Body | null };
type Server = { request: IncomingMessage & Marked; response: ServerResponse & Marked };

export interface Answers {
  /** Whether the answer of a request is kept although it may be a good one. */
  keepsAnswer(one: Underway): boolean;
  /** Called once for each request that got its answer. */
  answered(one: Underway): void;
}

/** Watches each request of every HTTP server of the process through Node's diagnostics channels. */
export function watchRequests(requests: Requests, answers: Answers): void {
  const { storage, underway } = requests;
  subscribe('http.server.request.start', (message) => {
    guarded(() => {
      const { request, response } = message as Server;
      const one = begin(requests, request, response);
      one.keepsAnswer = answers.keepsAnswer(one);
      request[KEPT] = one;
      response[KEPT] = one;
      underway.add(one);
      storage.enterWith(one);
    });
  });
  subscribe('http.server.response.finish', (message) => {
    guarded(() => {
      const one = (message as Server).response[KEPT];
      if (!one || !('response' in one) || !underway.delete(one)) return;
      // `exit` switches the tracking of the whole process off and on again, which costs more than all the rest.
      storage.run(undefined, () => answers.answered(one));
    });
  });
  wrap(IncomingMessage.prototype, 'push', (push) => {
    return function (this: unknown, chunk: unknown, encoding: unknown) {
      const kept = (this as Marked)[KEPT];
      if (kept && chunk !== null) guarded(() => keepIncoming(kept, chunk, encoding as BufferEncoding));
      return push.call(this, chunk, encoding);
    };
  });
  for (const name of ['write', 'end']) {
    wrap(ServerResponse.prototype, name, (original) => {
      return function (this: unknown, chunk: unknown, encoding: unknown, callback: unknown) {
        const kept = (this as Marked)[KEPT] as Underway | undefined;
        if (kept && (kept.keepsAnswer || (this as ServerResponse).statusCode >= 500)) {
          guarded(() => keepAnswer(kept, chunk, encoding));
        }
        return original.call(this, chunk, encoding, callback);
      };
    });
  }
}

/** Copies what the parser hands to a message; the service reads it as before. */
function keepIncoming(kept: Underway | Body, chunk: unknown, encoding: BufferEncoding): void {
  if (!('request' in kept)) {
    keepChunk(kept, chunk, encoding);
    return;
  }
  if (!(chunk instanceof Uint8Array)) return;
  kept.sentBytes += chunk.length;
  if (kept.sentBytes <= LONGEST_BODY) kept.sent.push(Buffer.from(chunk));
  else kept.sent.length = 0;
}

function keepAnswer(one: Underway, chunk: unknown, encoding: unknown): void {
  if (one.response.statusCode >= 500 && one.answeredAt === null) one.answeredAt = placeOf(keepAnswer);
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
  const bytes =
    typeof chunk === 'string'
      ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
      : Buffer.from(chunk);
  one.answeredBytes += bytes.length;
  if (one.answeredBytes <= LONGEST_BODY) one.answered.push(bytes);
  else one.answered.length = 0;
}
