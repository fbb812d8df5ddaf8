import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { SutureError } from '../domain/errors.ts';
import { closeServer } from './close-server.ts';
import { isIntake } from './intake/process/is-intake.ts';
import { passOn } from './intake/process/pass-on.ts';
import { sortConnections } from './intake/process/sort-connections.ts';
import type { IntakeProcess } from './intake/process/start-intake.ts';

export interface Serving {
  address: AddressInfo;
  /** Stops accepting connections; returns when open requests are answered, after `deadlineMs` at the latest. */
  close(deadlineMs: number): Promise<void>;
}

/**
 * Starts an HTTP server.
 * @param intake answers the reports of failures, in a process of its own; absent: `fetch` answers them
 * @throws SutureError `cannot_listen`, with the next step
 */
export async function serve(
  fetch: Parameters<typeof getRequestListener>[0],
  { host, port }: { host: string; port: number },
  intake?: IntakeProcess,
): Promise<Serving> {
  const own = getRequestListener(fetch);
  const server = createServer({ noDelay: true }, (request, answer) => {
    const place = intake && isIntake(request.url ?? '') ? intake.place() : null;
    // Without its process a report is answered here: it counts, if more slowly.
    if (place) passOn(request, answer, place);
    else void own(request, answer);
  });
  if (intake) sortConnections(server, intake.take);
  // Longer than the 60 s of common routers: a server that closes first can drop a request that is just arriving.
  server.keepAliveTimeout = 65_000;
  await listen(server, host, port);
  return {
    address: server.address() as AddressInfo,
    close: (deadlineMs) => closeServer(server, deadlineMs),
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
