import { fileURLToPath } from 'node:url';
import { createMemoryLiveEvents } from '../adapters/live-events/memory.ts';
import { createRedisLiveEvents } from '../adapters/live-events/redis.ts';
import { createLogger } from '../adapters/logger/pino.ts';
import { ownSecrets } from '../adapters/secrets/own-secrets.ts';
import { createSecretGuard } from '../adapters/secrets/secret-guard.ts';
import { createTracing } from '../adapters/tracing/registry.ts';
import { TracingSettings } from '../adapters/tracing/settings.ts';
import { SutureError } from '../domain/errors.ts';
import { readSettings, type Settings } from '../domain/settings.ts';
import { lossyStream } from '../platform/lossy-writer.ts';
import { outliveOutput } from '../platform/outlive-output.ts';
import { stopSignal } from '../platform/stop-signal.ts';
import { createStore } from '../store/create-store.ts';
import { createTimelineFeed } from './briefing/timeline-feed.ts';
import { createApp } from './create-app.ts';
import { requireTokenBeyondLoopback } from './guard.ts';
import { startIntake } from './intake/process/start-intake.ts';
import { createMetrics } from './metrics/create-metrics.ts';
import { serve } from './serve.ts';

/** How long requests in progress may take once the app is asked to end, in milliseconds: the longest pass-through and some. */
const FINISH_MS = 65_000;
/** The same when the parent process has ended. */
const FINISH_ORPHANED_MS = 5_000;
/** How long the connections may take to close after that. */
const CLOSE_MS = 5_000;

outliveOutput();
const output = lossyStream(process.stderr);
const log = (line: string) => output.write(`${line}\n`);

try {
  await main(process.env);
} catch (error) {
  log(error instanceof SutureError ? error.message : String(error instanceof Error ? error.stack : error));
  process.exit(1);
}

async function main(environment: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(environment, TracingSettings);
  requireTokenBeyondLoopback(settings);
  const databaseUrl = requireDatabase(settings);
  const stopping = stopSignal({
    withParent: environment.EXIT_WITH_PARENT === '1',
    graceMs: FINISH_MS + CLOSE_MS,
    orphanGraceMs: FINISH_ORPHANED_MS,
  });
  const tracing = await createTracing(settings, 'suture-app', environment);
  const events = openEvents(settings);
  const store = createStore({ databaseUrl, events });
  const parts = {
    settings,
    store,
    events,
    feed: createTimelineFeed({ store, events }),
    tracing,
    logger: createLogger({
      program: 'app',
      level: settings.LOG_LEVEL,
      fields: { build_sha: settings.BUILD_SHA },
    }),
    log,
    hideSecrets: createSecretGuard(ownSecrets(settings, environment)).hide,
    stopping,
  };
  const metrics = createMetrics(parts);
  const app = createApp(parts, metrics);
  const intake = await startIntake({
    program: fileURLToPath(new URL('./intake.js', import.meta.url)),
    log,
    heard(message) {
      if (message.kind === 'event') events.publish(message.event);
      else message.requests.forEach(metrics.answered);
    },
  });
  const serving = await serve(app.fetch, { host: settings.HOST, port: settings.PORT }, intake);
  const { address, port } = serving.address;
  intake.tell({ host: /^(?:0\.0\.0\.0|::)$/.test(address) ? '127.0.0.1' : address, port });
  const host = address.includes(':') ? `[${address}]` : address;
  console.log(
    `app ${settings.BUILD_SHA} on http://${host}:${port}, live events by ${settings.REDIS_URL ? 'redis' : 'memory'}`,
  );

  const stop = async () => {
    await Promise.all([serving.close(FINISH_MS), intake.stop(FINISH_MS)]);
    await Promise.allSettled([events.close(), store.close(), tracing.close()]);
    process.exit(0);
  };
  if (stopping.aborted) await stop();
  else stopping.addEventListener('abort', () => void stop());
}

function requireDatabase({ DATABASE_URL }: Settings): string {
  if (DATABASE_URL) return DATABASE_URL;
  throw new SutureError(
    'invalid_settings',
    'DATABASE_URL is not set. Set it to the PostgreSQL of Suture, or use npm start, which brings its own.',
  );
}

function openEvents({ REDIS_URL }: Settings) {
  if (!REDIS_URL) return createMemoryLiveEvents();
  return createRedisLiveEvents({
    url: REDIS_URL,
    onChange: (state, reason) =>
      log(`Redis is ${state}${reason ? `: ${reason}` : ''}; incidents do not need it.`),
  });
}
