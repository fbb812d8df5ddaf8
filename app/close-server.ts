import type { Server } from 'node:http';

/** Interval at which idle connections are closed while a server stops, in milliseconds. */
const IDLE_CHECK_MS = 50;

/** Stops accepting connections; returns when open requests are answered, after `deadlineMs` at the latest. */
export async function closeServer(server: Server, deadlineMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
  await closed;
  clearInterval(idle);
  clearTimeout(deadline);
}
