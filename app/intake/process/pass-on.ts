import { type IncomingMessage, request, type ServerResponse } from 'node:http';

/**
 * Sends a request on to the other process as it is, and its answer back: a connection that a router keeps open carries
 * reports and pages in turn.
 * @param to where the other process listens, on this machine
 */
export function passOn(
  asked: IncomingMessage,
  answer: ServerResponse,
  to: { host: string; port: number },
): void {
  const sent = request(
    {
      ...to,
      method: asked.method,
      path: asked.url,
      headers: without(asked.rawHeaders, OF_REQUEST) as never,
      agent: false,
    },
    (received) => {
      answer.writeHead(received.statusCode ?? 502, without(received.rawHeaders, OF_ANSWER));
      received.pipe(answer);
      received.on('error', () => answer.destroy());
    },
  );
  sent.on('error', () => {
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(503, { 'Retry-After': '1', 'Content-Type': 'application/json' }).end(AWAY);
  });
  answer.on('close', () => sent.destroy());
  asked.pipe(sent);
}

/** What concerns one connection, of which there are two. */
const OF_REQUEST = /^(?:connection|keep-alive|expect)$/i;
const OF_ANSWER = /^(?:connection|keep-alive|transfer-encoding)$/i;

/** @param headers names and values in turns */
function without(headers: readonly string[], names: RegExp): string[] {
  return headers.filter((_, at) => !names.test(headers[at - (at % 2)] ?? ''));
}

const AWAY = JSON.stringify({
  error: {
    code: 'store_unavailable',
    message: 'The process that answers this starts again. Try again in a second.',
  },
});
