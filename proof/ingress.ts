import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { createServer, type Socket } from 'node:net';

export interface IngressRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | undefined;
  signal: AbortSignal;
}

export interface IngressAnswer {
  status: number;
  body: string;
  headers: IncomingHttpHeaders;
}

/** The way into a sandbox: the launcher inside dials this socket, and requests go in over its connections. */
export interface Ingress {
  /** The Unix socket. */
  readonly socket: string;
  /** Resolves when the launcher dialled, which it does once the program takes connections. Rejects when the signal aborts. */
  ready(signal: AbortSignal): Promise<void>;
  /** Sends one HTTP request to the program inside. Rejects when the connection breaks or the signal aborts. */
  ask(request: IngressRequest): Promise<IngressAnswer>;
  close(): Promise<void>;
}

/** The longest answer that is read, in bytes. */
const LONGEST = 1024 * 1024;

/** Listens on a Unix socket. */
export async function openIngress(socket: string): Promise<Ingress> {
  const idle: Socket[] = [];
  const waiting: ((connection: Socket) => void)[] = [];
  const open = new Set<Socket>();
  const offer = (connection: Socket) => {
    const taker = waiting.shift();
    if (taker) taker(connection);
    else idle.push(connection);
  };
  const server = createServer((connection) => {
    open.add(connection);
    connection.on('error', () => connection.destroy());
    connection.on('close', () => {
      open.delete(connection);
      const index = idle.indexOf(connection);
      if (index >= 0) idle.splice(index, 1);
    });
    offer(connection);
  });
  // The program inside may be another user; its folder keeps all others out.
  server.listen({ path: socket, readableAll: true, writableAll: true });
  await once(server, 'listening');

  function take(signal: AbortSignal): Promise<Socket> {
    const first = idle.shift();
    if (first) return Promise.resolve(first);
    return new Promise((resolve, reject) => {
      const give = (connection: Socket) => {
        signal.removeEventListener('abort', stop);
        resolve(connection);
      };
      const stop = () => {
        waiting.splice(waiting.indexOf(give), 1);
        reject(signal.reason);
      };
      waiting.push(give);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  return {
    socket,
    async ready(signal) {
      signal.throwIfAborted();
      offer(await take(signal));
    },
    async ask({ method, path, headers, body, signal }) {
      signal.throwIfAborted();
      const connection = await take(signal);
      return new Promise<IngressAnswer>((resolve, reject) => {
        const asked = request({
          createConnection: () => connection,
          method,
          path,
          headers: { host: '127.0.0.1', connection: 'close', ...headers },
          signal,
        });
        asked.on('error', reject);
        // Node ends a connection that changes its protocol only when nobody listens, and then says nothing.
        asked.on('upgrade', (_, socket) => {
          socket.destroy();
          reject(new Error('the answer changes the protocol'));
        });
        asked.on('response', (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => {
            text += chunk;
            if (text.length > LONGEST) asked.destroy(new Error('the answer is too long'));
          });
          answer.on('error', reject);
          answer.on('aborted', () => reject(new Error('the answer broke off')));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, body: text, headers: answer.headers }),
          );
        });
        asked.end(body);
      });
    },
    async close() {
      for (const connection of open) connection.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
