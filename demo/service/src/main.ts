import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createRecorder } from 'suture-recorder';
import { createService } from './create-service.ts';
import { openDatabase } from './database.ts';
import { readSettings } from './settings.ts';

/** The longest that requests may take after a signal to stop, in milliseconds: more than the longest probe. */
const FINISH_MS = 100_000;
/** The same when the process that started the service has ended. */
const FINISH_ORPHANED_MS = 5_000;
/** How often connections that have become idle are closed during a stop, in milliseconds. */
const IDLE_CHECK_MS = 50;

// A full disk or a closed terminal loses lines, and ends nothing.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
const log = (line: string) => void process.stderr.write(`${line}\n`);

try {
  await main(process.env);
} catch (error) {
  log(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

async function main(environment: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(environment);
  const { host, buildSha: release, sutureDsn: dsn, spoolFolder } = settings;
  const stopping = new AbortController();
  const db = openDatabase(settings.databaseUrl);
  const recorder = createRecorder({ dsn, spoolFolder, release, log });
  await recorder.start();
  const service = createService({ settings, db, recorder, log, stopping: stopping.signal });
  const server = createServer(getRequestListener(service.fetch));
  // Longer than routers keep theirs, so that a router closes an idle connection first.
  server.keepAliveTimeout = 65_000;
  await listen(server, settings.port, host);
  const { port } = server.address() as AddressInfo;
  console.log(`demo ${release} on http://${host.includes(':') ? `[${host}]` : host}:${port}`);

  const stop = async (finishMs: number) => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    await close(server, finishMs);
    await recorder.close();
    await db.destroy();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop(FINISH_MS));
  process.once('SIGINT', () => void stop(FINISH_MS));
  if (environment.EXIT_WITH_PARENT === '1') {
    const orphaned = () => void stop(FINISH_ORPHANED_MS);
    process.stdin.resume().once('end', orphaned).once('close', orphaned).once('error', orphaned);
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ message }) => {
      const hint = 'Set PORT to a free port, and HOST to an address of this machine.';
      reject(new Error(`The service cannot listen on ${host}:${port} (${message}). ${hint}`));
    });
    server.listen(port, host, resolve);
  });
}

/** Accepts no new connection, and resolves once all requests are answered or `deadlineMs` have passed. */
async function close(server: Server, deadlineMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
  await closed;
  clearInterval(idle);
  clearTimeout(deadline);
}
