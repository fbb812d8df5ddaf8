import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { SutureError } from '../domain/errors.ts';

export interface Serving {
  address: AddressInfo;
  /** Stops accepting connections; returns when open requests are answered, after `deadlineMs` at the latest. */
  close(deadlineMs: number): Promise<void>;
}

/** Interval at which idle connections are closed while the server stops, in milliseconds. */
const IDLE_CHECK_MS = 50;

/**
 * Starts an HTTP server.
 * @throws SutureError `cannot_listen`, with the next step
 */
export async function serve(
  fetch: Parameters<typeof getRequestListener>[0],
  { host, port }: { host: string; port: number },
): Promise<Serving> {
  const server = createServer(getRequestListener(fetch));
  // Longer than the 60 s of common routers: a server that closes first can drop a request that is just arriving.
  server.keepAliveTimeout = 65_000;
  await listen(server, host, port);
  return {
    address: server.address() as AddressInfo,
    async close(deadlineMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
      const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
      await closed;
      clearInterval(idle);
      clearTimeout(deadline);
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const hint =
        error.code === 'EADDRINUSE'
          ? 'Another program uses this port. Stop it, or set PORT to a free one.'
          : 'Set HOST to an address of this machine, and PORT to a port that this user may bind.';
      reject(
        new SutureError(
          'cannot_listen',
          `The app cannot listen on ${host}:${port} (${error.message}). ${hint}`,
          {
            cause: error,
          },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}
