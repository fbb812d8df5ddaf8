import { subscribe } from 'node:diagnostics_channel';
import { type AskedHttp, emptyBody, keepChunk } from './asked.ts';
import { guarded, wrap } from './guarded.ts';
import { addStep, noteError, type Requests, type Underway } from './underway.ts';

const STEP = Symbol('suture-recorder.step');

/** A request of undici, as far as it is used here. */
interface UndiciRequest {
  origin?: string | URL;
  method: string;
  path: string;
  /** Names and values in turn; before undici 6, lines of text. */
  headers: unknown;
  body: unknown;
  [STEP]?: { step: AskedHttp; one: Underway };
}

/** The names that the method for a piece of the answer has had. */
const TAKES_CHUNK = ['onData', 'onResponseData'];

/** Watches what requests ask by `fetch` and undici, through the channels that undici publishes to. */
export function watchUndici({ storage }: Requests): void {
  on<{ request: UndiciRequest }>('undici:request:create', ({ request }) => {
    const one = storage.getStore();
    if (!one) return;
    const step: AskedHttp = {
      kind: 'http',
      started: performance.now(),
      ended: null,
      method: request.method,
      url: `${request.origin ?? ''}${request.path}`,
      requestHeaders: pairsOf(request.headers),
      requestBody: emptyBody(),
      status: null,
      responseHeaders: {},
      responseBody: emptyBody(),
      error: null,
    };
    if (!addStep(one, step, step.url.length)) return;
    request[STEP] = { step, one };
    keepRequestBody(request, step);
    for (const name of TAKES_CHUNK) wrapChunks(Object.getPrototypeOf(request), name);
  });
  on<{ request: UndiciRequest; response: { statusCode: number; headers: unknown } }>(
    'undici:request:headers',
    ({ request, response }) => {
      const kept = request[STEP];
      if (!kept) return;
      kept.step.status = response.statusCode;
      kept.step.responseHeaders = pairsOf(response.headers);
    },
  );
  on<{ request: UndiciRequest }>('undici:request:trailers', ({ request }) => {
    const kept = request[STEP];
    if (kept) kept.step.ended = performance.now();
  });
  on<{ request: UndiciRequest; error: unknown }>('undici:request:error', ({ request, error }) => {
    const kept = request[STEP];
    if (!kept) return;
    kept.step.error = error;
    kept.step.ended = performance.now();
    noteError(kept.one, 'refused', error);
  });
}

function on<Message>(channel: string, take: (message: Message) => void): void {
  subscribe(channel, (message) => guarded(() => take(message as Message)));
}

/** No channel shows the answer's body, so the method that takes its pieces is wrapped, for all requests at once. */
function wrapChunks(prototype: unknown, name: string): void {
  wrap(prototype, name, (original) => {
    return function (this: unknown, ...given: unknown[]) {
      const kept = (this as UndiciRequest)[STEP];
      // The first argument is the piece, or what controls the answer.
      if (kept)
        guarded(() =>
          keepChunk(
            kept.step.responseBody,
            given.find((each) => each instanceof Uint8Array),
          ),
        );
      return original.apply(this, given);
    };
  });
}

function keepRequestBody(request: UndiciRequest, step: AskedHttp): void {
  const { body } = request;
  if (typeof body === 'string' || body instanceof Uint8Array) {
    keepChunk(step.requestBody, body, 'utf8');
    return;
  }
  // The body of `fetch`: an iterable that is read once.
  const isOwn = typeof body === 'object' && body !== null && !('pipe' in body) && !('getReader' in body);
  if (!isOwn || !(Symbol.asyncIterator in body)) return;
  const source = body as AsyncIterable<unknown>;
  request.body = (async function* () {
    for await (const chunk of source) {
      keepChunk(step.requestBody, chunk, 'utf8');
      yield chunk;
    }
  })();
}

function pairsOf(headers: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  if (typeof headers === 'string') {
    for (const line of headers.split('\r\n')) {
      const at = line.indexOf(':');
      if (at > 0) found[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim();
    }
  }
  if (Array.isArray(headers)) {
    for (let at = 0; at + 1 < headers.length; at += 2) {
      const name = textOf(headers[at]).toLowerCase();
      const value = textOf(headers[at + 1]);
      found[name] = found[name] === undefined ? value : `${found[name]}, ${value}`;
    }
  }
  return found;
}

function textOf(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('latin1') : String(value);
}
