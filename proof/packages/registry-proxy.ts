import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';

/** The way out of the sandbox in which packages are installed: to a list of hosts, and to nothing else. */
export interface RegistryProxy {
  /** Hosts that were asked for and are not on the list, with their ports. */
  refused(): string[];
  close(): Promise<void>;
}

/**
 * Opens an HTTP proxy on a Unix socket.
 * @param allowed `host:port` of what may be reached
 * @param further a proxy by which this machine reaches the network; absent: directly
 */
export async function openRegistryProxy(
  socket: string,
  allowed: readonly string[],
  further?: string,
): Promise<RegistryProxy> {
  const refused = new Set<string>();
  const sockets = new Set<Socket>();
  const may = (host: string, port: number) => {
    const name = `${host.toLowerCase()}:${port}`;
    if (allowed.includes(name)) return true;
    refused.add(name);
    return false;
  };
  const server = createServer((incoming, response) => pass(incoming, response, may));
  server.on('connection', (each) => {
    sockets.add(each);
    each.on('close', () => sockets.delete(each));
    each.on('error', () => each.destroy());
  });
  server.on('connect', (incoming, client: Socket, head) => {
    const { hostname, port } = new URL(`https://${incoming.url}`);
    const number = Number(port || 443);
    if (!may(hostname, number)) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const outside = further ? byProxy(further, `${hostname}:${number}`) : connect(number, hostname);
    outside.on('error', () => client.destroy());
    client.on('error', () => outside.destroy());
    client.on('close', () => outside.destroy());
    outside.once('connect', () => {
      // The further proxy answers by itself.
      if (!further) client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) outside.write(head);
      client.pipe(outside).pipe(client);
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  return {
    refused: () => [...refused].map((name) => name.replace(/:443$/, '')).sort(),
    close() {
      for (const each of sockets) each.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function byProxy(further: string, target: string): Socket {
  const { hostname, port, username, password } = new URL(further);
  const outside = connect(Number(port || 80), hostname);
  const key = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    'base64',
  );
  const authorization = username ? `Proxy-Authorization: Basic ${key}\r\n` : '';
  outside.once('connect', () =>
    outside.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`),
  );
  return outside;
}

/** A registry without TLS. */
function pass(
  incoming: IncomingMessage,
  response: ServerResponse,
  may: (host: string, port: number) => boolean,
): void {
  const url = URL.canParse(incoming.url ?? '') ? new URL(incoming.url as string) : null;
  if (!url || !may(url.hostname, Number(url.port || 80))) {
    response.writeHead(403).end();
    return;
  }
  const outside = request(url, { method: incoming.method, headers: incoming.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outside.on('error', () => response.destroy());
  incoming.pipe(outside);
}
