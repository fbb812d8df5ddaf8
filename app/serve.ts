import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { SutureError } from '../domain/errors.ts';

export interface Serving {
  address: AddressInfo;
  /** Takes no new connection and returns once the requests under way are answered, or `deadlineMs` have passed. */
  close(deadlineMs: number): Promise<void>;
}

/** How often connections are looked at that have become idle, in milliseconds. */
const IDLE_CHECK_MS = 50;

/**
 * Listens.
 * @throws SutureError `cannot_listen`, with what to do about it
 */
export async function serve(
  fetch: Parameters<typeof getRequestListener>[0],
  { host, port }: { host: string; port: number },
): Promise<Serving> {
  const server = createServer(getRequestListener(fetch));
  // Longer than routers keep theirs, so that it is never us who closes a connection just when a request comes.
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
          ? 'Another program has this port: end it, or set PORT to a free one.'
          : 'Set HOST to an address of this machine, and PORT to one that may be used.';
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
