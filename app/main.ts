import { join } from 'node:path';
import { createJournal } from '../adapters/journal/pino.ts';
import { createMemoryLiveEvents } from '../adapters/live-events/memory.ts';
import { createRedisLiveEvents } from '../adapters/live-events/redis.ts';
import { createTracing } from '../adapters/tracing/registry.ts';
import { TracingSettings } from '../adapters/tracing/settings.ts';
import { SutureError } from '../domain/errors.ts';
import { readSettings, type Settings } from '../domain/settings.ts';
import { createStore } from '../store/create-store.ts';
import config from '../suture.config.ts';
import { faultImplementations } from './api/routes/fault-implementations.ts';
import { createTimelineFeed } from './briefing/timeline-feed.ts';
import { createApp } from './create-app.ts';
import { requireTokenBeyondLoopback } from './guard.ts';
import { createRecorder } from './occurrences/recorder.ts';
import { createSpool } from './occurrences/spool.ts';
import { serve } from './serve.ts';
import { openServiceDatabase } from './service-database.ts';

/** How long requests under way may take once the app is told to end: the longest probe's time and some, in milliseconds. */
const FINISH_MS = 100_000;
/** The same when whoever started the app is gone. */
const FINISH_ORPHANED_MS = 5_000;

const log = (line: string) => void process.stderr.write(`${line}\n`);

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
  const service = config.services.find(({ faults }) =>
    faults.some(({ code }) => code in faultImplementations),
  );
  if (!service)
    throw new SutureError(
      'invalid_settings',
      'suture.config.ts names no fault that app/api/routes/ implements.',
    );

  const stopping = new AbortController();
  const tracing = await createTracing(settings, 'suture-app');
  const db = openServiceDatabase(databaseUrl);
  const events = openEvents(settings);
  const store = createStore({ databaseUrl, events });
  const feed = createTimelineFeed({ store, events });
  const recorder = createRecorder({
    store,
    spool: createSpool(join(settings.STATE_DIR, 'spool'), { log }),
    log,
  });
  const app = createApp({
    settings,
    service,
    db,
    store,
    events,
    feed,
    recorder,
    tracing,
    journal: createJournal({
      program: 'app',
      level: settings.LOG_LEVEL,
      fields: { build_sha: settings.BUILD_SHA },
    }),
    log,
    stopping: stopping.signal,
  });
  // Before the first request: what is being written in the spool is then a dead process's.
  await recorder.start();
  const serving = await serve(app.fetch, { host: settings.HOST, port: settings.PORT });
  const { address, port } = serving.address;
  const host = address.includes(':') ? `[${address}]` : address;
  console.log(
    `app ${settings.BUILD_SHA} on http://${host}:${port}, live events by ${settings.REDIS_URL ? 'redis' : 'memory'}`,
  );

  const stop = async (finishMs: number) => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    await serving.close(finishMs);
    await recorder.close();
    await Promise.allSettled([events.close(), store.close(), db.destroy(), tracing.close()]);
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop(FINISH_MS));
  process.once('SIGINT', () => void stop(FINISH_MS));
  if (environment.EXIT_WITH_PARENT === '1') {
    const orphaned = () => void stop(FINISH_ORPHANED_MS);
    process.stdin.resume().once('end', orphaned).once('close', orphaned).once('error', orphaned);
  }
}

function requireDatabase({ DATABASE_URL }: Settings): string {
  if (DATABASE_URL) return DATABASE_URL;
  throw new SutureError(
    'invalid_settings',
    'DATABASE_URL is not set. Set it to the PostgreSQL of the service, or use npm start, which brings its own.',
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
