import { randomInt } from 'node:crypto';
import { createServer, request as openRequest } from 'node:http';
import { isAllowedHost } from '../../domain/allowed-hosts.ts';
import { SutureError } from '../../domain/errors.ts';
import { requestHeaders, responseHeaders } from '../delivery/headers.ts';
import { anyPort } from '../ports.ts';

export interface Place {
  host: string;
  port: number;
}

/**
 * A place for a server that checks no Host itself. On Linux it is one of 16 million loopback addresses, so that a page
 * which lets its name lead to this machine cannot find it; elsewhere only the port is unknown.
 */
export async function hiddenPlace(): Promise<Place> {
  const part = () => randomInt(1, 255);
  const host = process.platform === 'linux' ? `127.${part()}.${part()}.${part()}` : '127.0.0.1';
  return { host, port: await anyPort(host) };
}

/**
 * Answers on loopback what another server answers, for requests whose Host is allowed.
 * @param names as for {@link isAllowedHost}
 * @throws SutureError `cannot_listen`
 */
export async function startHostRelay(
  port: number,
  target: Place,
  names: readonly string[],
): Promise<{ port: number; close(): void }> {
  const server = createServer((request, response) => {
    if (!isAllowedHost(request.headers.host, names)) {
      const text = `This server is not ${request.headers.host}. Add the name to ALLOWED_HOSTS if it is.\n`;
      request.resume();
      response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
      return;
    }
    const { method, url: path } = request;
    const upstream = openRequest({ ...target, method, path, headers: requestHeaders(request) });
    upstream.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, responseHeaders(answer));
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    upstream.on('error', () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end('The server behind this address does not answer.\n');
    });
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `Port ${port} cannot be used: ${cause.message}. Stop the program that uses it.`;
      reject(new SutureError('cannot_listen', message, { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
