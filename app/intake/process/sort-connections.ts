import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { isIntake } from './is-intake.ts';

/** Bytes within which the path of a request is looked for. */
const LONGEST = 16 * 1024;
/** How long a connection may stay without a request, in milliseconds; the same as Node's limit for headers. */
const SILENT_MS = 60_000;
const LINE = /^[A-Z]+ (\S+) HTTP\//;

/**
 * Gives each new connection of a server to the process that answers its first request: a report of a failure goes to the
 * intake, the rest stays. Reports come in thousands a second, and no page waits for them then.
 * @param handOver takes a connection, paused, with the bytes that were read of it
 */
export function sortConnections(server: Server, handOver: (socket: Socket, head: Buffer) => void): void {
  const own = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    let head = Buffer.alloc(0);
    const drop = () => socket.destroy();
    const onData = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\n');
      if (end < 0 && head.length < LONGEST) return;
      leave();
      socket.pause();
      const path = LINE.exec(head.toString('latin1', 0, Math.max(0, end)))?.[1] ?? '';
      if (isIntake(path)) {
        // `pause` alone leaves the system's socket being read here, and what arrives until it is handed over would be lost.
        (socket as Socket & { _handle?: { readStop(): void } | null })._handle?.readStop();
        return handOver(socket, head);
      }
      socket.unshift(head);
      for (const listener of own) listener.call(server, socket);
      socket.resume();
    };
    const leave = () => {
      socket.setTimeout(0);
      socket.off('data', onData).off('timeout', drop).off('error', drop).off('end', drop);
    };
    socket.setTimeout(SILENT_MS);
    socket.on('data', onData).on('timeout', drop).on('error', drop).on('end', drop);
  });
}
