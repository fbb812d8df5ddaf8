import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Relay {
  port: number;
  /** The given URL with the relay's address in place of the server's. */
  url: string;
  /** Breaks all connections, and each new one as soon as it is made. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A TCP relay before a real server that can be cut and restored: an outage for one test alone. It listens all the while: a
 * port that was given up may belong to somebody else on a busy machine by the time it is wanted again.
 */
export async function startRelay(serverUrl: string, defaultPort: number): Promise<Relay> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((inner) => {
    inner.on('error', () => {});
    if (!whole) return void inner.resetAndDestroy();
    const outer = connect(Number(target.port || defaultPort), target.hostname);
    outer.on('error', () => {});
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    inner.pipe(outer).pipe(inner);
    inner.on('close', () => outer.destroy());
    outer.on('close', () => inner.destroy());
  });
  const breakAll = async () => {
    whole = false;
    const closed = [...sockets].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve).destroy()),
    );
    await Promise.all(closed);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    port,
    url: url.href,
    cut: breakAll,
    async restore() {
      whole = true;
    },
    async close() {
      await breakAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
