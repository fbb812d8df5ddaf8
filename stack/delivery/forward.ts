import { type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http';
import { hasBody, requestHeaders, responseHeaders } from './headers.ts';
import type { Target } from './target.ts';

/** Methods that a server may get twice without harm (RFC 9110, section 9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * How one try ended. `answered`: the client has its answer, or has gone. With the others nothing was sent to the
 * client. `unsent`: the release did not get the request. `unanswered`: it went away without an answer, and getting
 * the request again does no harm. `lost`: it went away with a request that it may have carried out.
 */
export type ForwardResult = 'answered' | 'unsent' | 'unanswered' | 'lost';

/**
 * Sends a request to a release and its answer back, streaming both ways.
 *
 * The body is not read before the connection stands, so a refused connection costs nothing and can be tried
 * elsewhere. A kept connection may be closed by its server at the moment when it is used again; only
 * requests that may be sent twice use one. The others get a connection of their own.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  target: Target,
): Promise<ForwardResult> {
  const withBody = hasBody(request);
  const safe = SAFE.has(request.method ?? '') && !withBody;
  const exchange = target.open();

  return new Promise<ForwardResult>((resolve) => {
    let sent = false;
    let answering = false;
    const upstream = openRequest({
      host: '127.0.0.1',
      port: target.port,
      method: request.method,
      path: request.url,
      headers: requestHeaders(request),
      agent: safe ? target.kept : target.single,
    });

    const finish = (result: ForwardResult) => {
      response.off('close', clientGone);
      request.unpipe(upstream);
      if (answering || result === 'answered') request.resume();
      resolve(result);
    };
    const clientGone = () => {
      if (!response.writableFinished) upstream.destroy();
      finish('answered');
    };
    response.on('close', clientGone);

    upstream.on('socket', (socket) => {
      const begin = () => {
        sent = true;
        if (withBody) request.pipe(upstream);
        else upstream.end();
      };
      if (socket.connecting) socket.once('connect', begin);
      else begin();
    });

    upstream.on('response', (answer) => {
      answering = true;
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, responseHeaders(answer));
      if (answer.headers['content-type']?.startsWith('text/event-stream')) exchange.becameStream();
      response.flushHeaders();
      answer.pipe(response);
      // The release died half-way through its answer: the client must not take it for a whole one.
      answer.on('error', () => response.destroy());
      answer.on('close', () => {
        if (!answer.complete) response.destroy();
      });
    });

    upstream.on('error', () => {
      if (answering) return;
      if (!sent) finish('unsent');
      else finish(safe ? 'unanswered' : 'lost');
    });
  }).finally(() => exchange.done());
}
