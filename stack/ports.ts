import { createServer } from 'node:net';
import { join } from 'node:path';
import { SutureError } from '../domain/errors.ts';
import { type Lock, takeLock } from '../platform/lock.ts';

export interface PortChoice {
  port: number;
  /** Keeps other stacks on this machine from choosing it while the program behind it is not up yet. */
  reservation: Lock;
}

/**
 * The first port from `preferred` upwards that can be bound on `host` and that no other stack has reserved.
 * @param reservations folder of this machine's reservations
 * @throws SutureError `no_free_port` after 200 tries.
 */
export async function choosePort(preferred: number, host: string, reservations: string): Promise<PortChoice> {
  for (let port = preferred; port < Math.min(preferred + 200, 65_536); port += 1) {
    const { lock } = takeLock(join(reservations, String(port)));
    if (!lock) continue;
    if (await canBind(port, host)) return { port, reservation: lock };
    lock.release();
  }
  throw new SutureError('no_free_port', `No port from ${preferred} upwards is free on ${host}. Free one.`);
}

/** True when a server could listen there now: tried by listening. */
export function canBind(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port that the kernel gives out, for servers of tests. */
export function anyPort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
