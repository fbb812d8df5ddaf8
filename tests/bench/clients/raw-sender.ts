import { connect, type Socket } from 'node:net';

/** A connection that sends prepared requests, one after another. It costs its process a small part of what the server pays. */
export interface RawSender {
  /** @returns the status of the answer */
  send(request: Buffer): Promise<number>;
  close(): void;
}

const HEAD_END = '\r\n\r\n';

/** @param url of the server, on loopback */
export async function openSender(url: string): Promise<RawSender> {
  const { hostname, port } = new URL(url);
  const socket = await connected(Number(port), hostname);
  let answered: { resolve(status: number): void; reject(error: Error): void } | null = null;
  let text = '';
  socket.setNoDelay(true).setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text += chunk;
    const end = text.indexOf(HEAD_END);
    if (end < 0 || text.length < end + HEAD_END.length + lengthIn(text.slice(0, end))) return;
    const status = Number(text.slice(9, 12));
    text = '';
    answered?.resolve(status);
    answered = null;
  });
  socket.on('close', () => answered?.reject(new Error('the app closed the connection')));
  socket.on('error', (error) => answered?.reject(error));
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        answered = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** A request as it goes over the wire. */
export function rawRequest(method: string, path: string, body = ''): Buffer {
  const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  return Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${length}\r\n${body}`);
}

function connected(port: number, host: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** The app names the length of all answers that are asked for here. */
function lengthIn(head: string): number {
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length === undefined) throw new Error(`the answer names no length: ${head}`);
  return Number(length);
}
