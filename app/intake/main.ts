import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createRedisLiveEvents } from '../../adapters/live-events/redis.ts';
import { createLogger } from '../../adapters/logger/pino.ts';
import { ownSecrets } from '../../adapters/secrets/own-secrets.ts';
import { createSecretGuard } from '../../adapters/secrets/secret-guard.ts';
import { createTracing } from '../../adapters/tracing/registry.ts';
import { TracingSettings } from '../../adapters/tracing/settings.ts';
import { readSettings } from '../../domain/settings.ts';
import { lossyStream } from '../../platform/lossy-writer.ts';
import { outliveOutput } from '../../platform/outlive-output.ts';
import { createStore } from '../../store/create-store.ts';
import { closeServer } from '../close-server.ts';
import { createIntakeApp } from './process/create-intake-app.ts';
import { isIntake } from './process/is-intake.ts';
import { openParent } from './process/parent.ts';
import { passOn } from './process/pass-on.ts';

/** How long open requests may take when the app has ended without a word, in milliseconds. */
const FINISH_ORPHANED_MS = 5_000;
/** As in the app: longer than the 60 s of common routers. */
const KEEP_ALIVE_MS = 65_000;

outliveOutput();
// The app hears them, and says when to end.
process.on('SIGTERM', () => {});
process.on('SIGINT', () => {});

const output = lossyStream(process.stderr);
const settings = readSettings(process.env, TracingSettings);
const stopping = new AbortController();
let app: { host: string; port: number } | null = null;
const server = createServer((request, answer) => listener(request, answer));
let listener = (_: IncomingMessage, answer: ServerResponse) => void answer.writeHead(503).end();

const parent = openParent({
  take(socket, head) {
    socket.on('error', () => socket.destroy());
    socket.unshift(head);
    server.emit('connection', socket);
    socket.resume();
  },
  app(place) {
    app = place;
  },
  stop: (graceMs) => void stop(graceMs),
  orphaned: () => void stop(FINISH_ORPHANED_MS),
});

const log = (line: string) => output.write(`${line}\n`);
const tracing = await createTracing(settings, 'suture-app', process.env);
const events = settings.REDIS_URL
  ? createRedisLiveEvents({ url: settings.REDIS_URL, onChange: () => {} })
  : parent.events;
const store = createStore({ databaseUrl: settings.DATABASE_URL ?? '', events });
const intake = getRequestListener(
  createIntakeApp(
    {
      settings,
      store,
      events,
      tracing,
      logger: createLogger({
        program: 'app',
        level: settings.LOG_LEVEL,
        fields: { build_sha: settings.BUILD_SHA },
      }),
      log,
      hideSecrets: createSecretGuard(ownSecrets(settings, process.env)).hide,
      stopping: stopping.signal,
    },
    parent.answered,
  ).fetch,
);
listener = (request, answer) => {
  if (isIntake(request.url ?? '') || app === null) void intake(request, answer);
  else passOn(request, answer, app);
};
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen(0, '127.0.0.1', () =>
  parent.send({ kind: 'ready', port: (server.address() as AddressInfo).port }),
);

async function stop(graceMs: number): Promise<void> {
  if (stopping.signal.aborted) return;
  // It has taken nothing yet.
  if (!server.listening) process.exit(0);
  stopping.abort();
  await closeServer(server, graceMs);
  parent.flush();
  await Promise.allSettled([events.close(), store.close(), tracing.close()]);
  process.exit(0);
}
