import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { inject } from 'vitest';
import { createRedisLiveEvents } from '../../adapters/live-events/redis.ts';
import { ownSecrets } from '../../adapters/secrets/own-secrets.ts';
import { createSecretGuard } from '../../adapters/secrets/secret-guard.ts';
import { createNoTracing } from '../../adapters/tracing/none.ts';
import type { LiveEvents } from '../../domain/ports/live-events.ts';
import type { Tracing } from '../../domain/ports/tracing.ts';
import type { Service } from '../../domain/service.ts';
import { readSettings } from '../../domain/settings.ts';
import { createStore } from '../../store/create-store.ts';
import type { OutboxMessage } from '../../store/store.ts';
import { createTestDatabase } from '../../store/testing.ts';
import { demonstration } from '../../tests/support/demonstration.ts';
import { createTimelineFeed } from '../briefing/timeline-feed.ts';
import { type App, createApp } from '../create-app.ts';
import type { AppParts } from '../parts.ts';

export interface TestApp {
  app: App;
  parts: AppParts;
  /** The demonstration, attached with {@link KEY}. */
  service: Service;
  /** Lines that went to the log. */
  lines: string[];
  /** What was logged. */
  logged: { level: string; message: string; [field: string]: unknown }[];
  /** The store on a connection of its own, past a relay: for changes by others, such as the worker. */
  store: AppParts['store'];
  /** Runs a statement on the app's database, for what no verb of the store does. */
  query(statement: string): Promise<void>;
  /** Takes the messages that wait in the outbox, oldest first. */
  takeOutbox(): Promise<OutboxMessage[]>;
  stop(): void;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

export interface TestAppOptions {
  /** Environment variables that differ from a plain start. */
  environment?: Record<string, string>;
  /** In place of the tests' PostgreSQL, for example a relay before it. */
  throughDatabase?(url: string): string;
  events?: LiveEvents;
  tracing?: Tracing;
  /** Replaces fields of the demonstration; null attaches no service. */
  service?: Partial<Service> | null;
}

/** The intake key of the demonstration. */
export const KEY = 'the-key-of-the-demonstration';

/** The app as in production, on a database and a Redis channel of its own, with the demonstration attached. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const databaseUrl = options.throughDatabase?.(database.url) ?? database.url;
  const stateFolder = await mkdtemp(join(tmpdir(), 'suture-app-'));
  const settings = readSettings({
    DATABASE_URL: databaseUrl,
    CALLBACK_SECRET: `whsec_${randomBytes(24).toString('base64')}`,
    STATE_DIR: stateFolder,
    BUILD_SHA: 'a'.repeat(40),
    ...options.environment,
  });
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const logged: TestApp['logged'] = [];
  const stopping = new AbortController();
  const events =
    options.events ?? createRedisLiveEvents({ url: inject('redisUrl'), channel: `test:${randomUUID()}` });
  const store = createStore({ databaseUrl, events });
  const direct = createStore({ databaseUrl: database.url, events, poolSize: 4 });
  const parts: AppParts = {
    settings,
    store,
    events,
    feed: createTimelineFeed({ store, events }),
    log,
    tracing: options.tracing ?? createNoTracing(),
    logger: (level, fields, message) => void logged.push({ level, message, ...fields }),
    hideSecrets: createSecretGuard(ownSecrets(settings)).hide,
    stopping: stopping.signal,
  };
  const app = createApp(parts);
  const service = { ...demonstration(), ...options.service };
  if (options.service !== null) {
    const { definition, definitionCommit, ...attachment } = service;
    await direct.attachService(attachment, KEY);
    await direct.saveDefinition(service.name, definitionCommit, definition, null);
    await direct.dispatchOutbox(async () => {}, 1);
  }
  return {
    app,
    parts,
    service,
    lines,
    logged,
    store: direct,
    async query(statement) {
      const client = new Client({ connectionString: database.url });
      await client.connect();
      try {
        await client.query(statement);
      } finally {
        await client.end();
      }
    },
    async takeOutbox() {
      const messages: OutboxMessage[] = [];
      await direct.dispatchOutbox(async ({ message }) => {
        messages.push(message);
      }, 10_000);
      return messages;
    },
    stop: () => stopping.abort(),
    async post(path, body, headers = {}) {
      return app.request(path, {
        method: 'POST',
        headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
    },
    async close() {
      stopping.abort();
      await Promise.all([events.close(), store.close(), direct.close()]);
      await database.drop();
      await rm(stateFolder, { recursive: true, force: true });
    },
  };
}

/** The body of an answer, in the shape that the test expects and then checks. */
export async function jsonOf<Body = ErrorBody>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

export interface ErrorBody {
  error: { code: string; message: string };
}
