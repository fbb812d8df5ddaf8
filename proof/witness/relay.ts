import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { z } from 'zod';
import type { Authority } from './authority.ts';
import { createDials, type Dials } from './dials.ts';
import { firstProtocol, readFirst } from './first-bytes.ts';

/** What stands in for the hosts that a program dials. */
export interface Destinations {
  /** Takes a connection that speaks PostgreSQL; null without a database. */
  postgres: ((client: Socket) => void) | null;
  /** Takes a connection that speaks Redis; null without one. */
  redis: ((client: Socket) => void) | null;
  /** The Unix socket of the witness for a host; null where none stands in for it. */
  upstream(host: string, port: number): string | null;
}

/** Where all connections of a program arrive that leave its sandbox. */
export interface Relay extends Dials {
  /** The Unix socket. The first line of a connection is `{"host","port"}`, or `{"listens"}` from the launcher. */
  readonly socket: string;
  /** Where the program takes requests, such as `port 3000`; null while that is not known. */
  listens(): string | null;
  close(): Promise<void>;
}

/** How long the first line may take, in milliseconds; the program that writes it is ours. */
const LINE_MS = 5_000;
const LONGEST_LINE = 1_000;
/** Connections at one time: 32 runs with pools of ten are fewer, and each costs this process two files. */
const MOST_OPEN = 500;
/** How often a client may ask how to speak: once for Kerberos, once for TLS. */
const MOST_ASKED = 2;

const FirstLine = z.union([
  z.object({ host: z.string().max(255), port: z.number().int().min(0).max(65_535) }),
  z.object({ listens: z.string().max(200) }),
]);

/** Opens the way out of one sandbox. Nothing is started before a connection asks for it. */
export async function openRelay(options: {
  socket: string;
  authority: Authority;
  destinations: Destinations;
}): Promise<Relay> {
  const { socket, authority, destinations } = options;
  const open = new Set<Socket>();
  const dials = createDials();
  let listens: string | null = null;

  const server = createServer((connection) => {
    open.add(connection);
    connection.on('close', () => open.delete(connection));
    connection.on('error', () => connection.destroy());
    serve(connection).catch(() => connection.destroy());
  });

  async function serve(connection: Socket): Promise<void> {
    const line = await readLine(connection);
    if (line === null) return void connection.destroy();
    if ('listens' in line) {
      listens = line.listens;
      return void connection.end();
    }
    await lead(connection, line, { encrypted: false, asked: 0 });
  }

  /** Finds out what is spoken, and who takes it. */
  async function lead(
    client: Socket,
    to: { host: string; port: number },
    { encrypted, asked }: { encrypted: boolean; asked: number },
  ): Promise<void> {
    const protocol = await firstProtocol(client);
    const refuse = () => {
      if (!client.destroyed || protocol !== 'silent') dials.note({ ...to, protocol, encrypted }, false);
      client.destroy();
    };
    const take = (taken: ((client: Socket) => void) | null) => {
      if (!taken) return refuse();
      dials.note({ ...to, protocol, encrypted }, true);
      taken(client);
    };
    switch (protocol) {
      case 'TLS':
        if (encrypted) return refuse();
        return lead(answerByTls(client, to.host), to, { encrypted: true, asked });
      case 'PostgreSQL asking for TLS':
        if (asked >= MOST_ASKED || encrypted) return refuse();
        client.read(8);
        client.write('S');
        return lead(client, to, { encrypted, asked: asked + 1 });
      case 'PostgreSQL asking for Kerberos':
        if (asked >= MOST_ASKED || encrypted) return refuse();
        client.read(8);
        client.write('N');
        return lead(client, to, { encrypted, asked: asked + 1 });
      case 'PostgreSQL':
        return take(destinations.postgres);
      case 'Redis':
        return take(destinations.redis);
      case 'HTTP': {
        const witness = destinations.upstream(to.host, to.port);
        return take(witness === null ? null : (from) => join(from, connect({ path: witness })));
      }
      default:
        refuse();
    }
  }

  function answerByTls(client: Socket, host: string): Socket {
    const secured = new TLSSocket(client, {
      isServer: true,
      secureContext: authority.contextFor(host),
      SNICallback: (name, done) => done(null, authority.contextFor(name || host)),
      ALPNProtocols: ['http/1.1'],
    });
    open.add(secured);
    secured.on('close', () => open.delete(secured));
    secured.on('error', () => secured.destroy());
    return secured;
  }

  server.maxConnections = MOST_OPEN;
  // The program inside may be another user; the folder keeps all others out.
  server.listen({ path: socket, readableAll: true, writableAll: true });
  await once(server, 'listening');
  return {
    socket,
    ...dials,
    listens: () => listens,
    async close() {
      for (const connection of open) connection.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readLine(connection: Socket): Promise<z.infer<typeof FirstLine> | null> {
  const length = await readFirst(
    connection,
    (bytes) => {
      const end = bytes.indexOf('\n');
      return end >= 0 || bytes.length > LONGEST_LINE ? end : null;
    },
    LINE_MS,
  );
  if (length === null || length < 0) return null;
  const line = connection.read(length + 1) as Buffer | null;
  return FirstLine.parse(JSON.parse(String(line)));
}

/** Joins two sockets until either closes. */
function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroySoon());
  }
}
