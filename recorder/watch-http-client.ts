import { subscribe } from 'node:diagnostics_channel';
import { errorMonitor } from 'node:events';
import { ClientRequest, type IncomingMessage } from 'node:http';
import { type AskedHttp, emptyBody, keepChunk } from './asked.ts';
import { guarded, wrap } from './guarded.ts';
import { addStep, noteError, type Requests, type Underway } from './underway.ts';
import { KEPT } from './watch-requests.ts';

const STEP = Symbol('suture-recorder.step');
type Asking = ClientRequest & { [STEP]?: AskedHttp | null };
type Answering = IncomingMessage & { [KEPT]?: unknown };

/** Watches what requests ask by `http.request` and `https.request`, also below axios, got and node-fetch. */
export function watchHttpClient({ storage }: Requests): void {
  for (const name of ['write', 'end']) {
    wrap(ClientRequest.prototype, name, (original) => {
      return function (this: unknown, chunk: unknown, encoding: unknown, callback: unknown) {
        guarded(() => {
          const asking = this as Asking;
          // Null: nobody's, and not looked at again.
          asking[STEP] ??= stepOf(asking, storage.getStore());
          const step = asking[STEP];
          if (step && !asking.finished) {
            keepChunk(
              step.requestBody,
              chunk,
              typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8',
            );
          }
        });
        return original.call(this, chunk, encoding, callback);
      };
    });
  }
  // Published once the head of the answer is there.
  subscribe('http.client.response.finish', (message) => {
    guarded(() => {
      const { request, response } = message as { request: Asking; response: Answering };
      const step = request[STEP];
      if (!step) return;
      step.status = response.statusCode ?? null;
      step.responseHeaders = textsOf(response.headers);
      response[KEPT] = step.responseBody;
      response.once('close', () => {
        step.ended = performance.now();
      });
    });
  });
}

function stepOf(asking: Asking, one: Underway | undefined): AskedHttp | null {
  if (!one) return null;
  const step: AskedHttp = {
    kind: 'http',
    started: performance.now(),
    ended: null,
    method: asking.method,
    url: `${asking.protocol}//${asking.getHeader('host') ?? asking.host}${asking.path}`,
    requestHeaders: textsOf(asking.getHeaders()),
    requestBody: emptyBody(),
    status: null,
    responseHeaders: {},
    responseBody: emptyBody(),
    error: null,
  };
  asking.once(errorMonitor, (error) => {
    step.error = error;
    step.ended = performance.now();
    noteError(one, 'refused', error);
  });
  return addStep(one, step, step.url.length) ? step : null;
}

function textsOf(headers: Record<string, unknown>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) texts[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return texts;
}
