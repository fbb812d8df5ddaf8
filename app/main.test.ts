import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { anyPort } from '../stack/ports.ts';
import { createStore } from '../store/create-store.ts';
import type { Store } from '../store/store.ts';
import { createTestDatabase } from '../store/testing.ts';
import { type Relay, startRelay } from './testing/relay.ts';
import { startUpstream } from './testing/upstream.ts';

const NOBODY = 'http://127.0.0.1:1';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
let postgres: Relay;
let databaseUrl: string;
let stateFolder: string;
const running: ChildProcessWithoutNullStreams[] = [];

beforeAll(() => {
  execFileSync(process.execPath, ['tools/build.mjs', 'app']);
});
beforeEach(async () => {
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.url });
  postgres = await startRelay(inject('databaseUrl'), 5432);
  const through = new URL(database.url);
  through.hostname = '127.0.0.1';
  through.port = String(postgres.port);
  databaseUrl = through.href;
  stateFolder = await mkdtemp(join(tmpdir(), 'suture-main-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => end(program, 'SIGKILL')));
  await store.close();
  await postgres.close();
  await database.drop();
  await rm(stateFolder, { recursive: true, force: true });
});

const environment = (given: Record<string, string>) => ({
  PATH: process.env.PATH,
  DATABASE_URL: databaseUrl,
  STATE_DIR: stateFolder,
  MOCK_API_BASE_URL: NOBODY,
  ...given,
});

/** Starts the program and returns once it takes requests. */
async function start(given: Record<string, string> = {}) {
  const port = await anyPort();
  const program = spawn(process.execPath, ['dist/app.js'], {
    env: environment({ PORT: `${port}`, ...given }),
  });
  running.push(program);
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    program.stdout.on('data', (chunk) => {
      output += chunk;
      const found = /on (http:\/\/\S+),/.exec(output)?.[1];
      if (found) resolve(found);
    });
    program.stderr.on('data', (chunk) => {
      output += chunk;
    });
    program.once('exit', () => reject(new Error(`it ended:\n${output}`)));
  });
  return { program, url, output: () => output };
}

/** @returns the exit code, or the signal that ended it */
async function end(program: ChildProcessWithoutNullStreams, signal: NodeJS.Signals) {
  if (program.exitCode !== null || program.signalCode !== null) return program.exitCode;
  const ended = once(program, 'exit');
  program.kill(signal);
  const [code, killed] = await ended;
  return code ?? killed;
}

const fail = (url: string) => fetch(`${url}/test-fault/external-api`, { method: 'POST' });

describe('the app does not start', () => {
  it.each([
    ['without a database', { DATABASE_URL: '' }, 'DATABASE_URL is not set. Set it to the PostgreSQL'],
    [
      'with an address that is none',
      { DATABASE_URL: 'localhost:5432' },
      'DATABASE_URL: must be like postgres://',
    ],
    ['where others can reach it without a token', { HOST: '0.0.0.0' }, 'Set ADMIN_TOKEN to a secret'],
    ['with a port that is none', { PORT: 'eighty' }, 'PORT: '],
    ['with a secret that is none', { CALLBACK_SECRET: '!' }, 'CALLBACK_SECRET: must be base64'],
    [
      'on an address of another machine',
      { HOST: '192.0.2.1', ADMIN_TOKEN: 'x'.repeat(16) },
      'Set HOST to an',
    ],
  ])('%s, and says what to set', (_, given, sentence) => {
    const { status, stderr } = spawnSync(process.execPath, ['dist/app.js'], {
      env: environment(given as Record<string, string>),
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('on a port that is taken, and says whose fault that is', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const { status, stderr } = spawnSync(process.execPath, ['dist/app.js'], {
      env: environment({ PORT: `${port}` }),
      encoding: 'utf8',
    });
    holder.close();
    expect(status).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${port}`);
    expect(stderr).toContain('Another program has this port');
  });
});

describe('the app', () => {
  it('comes up without PostgreSQL, and says so', async () => {
    await postgres.cut();
    const { url } = await start({ BUILD_SHA: 'abc' });
    expect(await (await fetch(`${url}/up`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${url}/up/build`)).json()).toEqual({ build_sha: 'abc' });
    expect((await fetch(`${url}/developer/incidents/api/data`)).status).toBe(503);
  });

  it('that is killed while PostgreSQL is away leaves to the next one what it could not record', async () => {
    const first = await start();
    expect((await fail(first.url)).status).toBe(504);
    await postgres.cut();
    const answers = await Promise.all([1, 2, 3].map(() => fail(first.url)));
    expect(answers.map(({ status }) => status)).toEqual([504, 504, 504]);
    expect(first.output()).toMatch(/^FAULT_EXTERNAL_API_LATENCY route=\S+ reason=connection_error latency=/m);
    expect(await end(first.program, 'SIGKILL')).toBe('SIGKILL');
    expect(await readdir(join(stateFolder, 'spool'))).toHaveLength(3);
    expect((await store.getIncident('LIVE-0001'))?.symptoms.affected_requests).toBe(1);

    await postgres.mend();
    const second = await start();
    await vi.waitFor(async () => expect(await readdir(join(stateFolder, 'spool'))).toEqual([]), {
      timeout: 20_000,
    });
    const { incidents } = await store.listIncidents();
    expect(incidents.map(({ symptoms }) => symptoms.affected_requests)).toEqual([4]);
    expect(second.output()).toContain('Recorded 3 occurrence(s) that had waited');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'that gets %s answers what it has begun, then ends well',
    async (signal) => {
      let heard = () => {};
      const asked = new Promise<void>((resolve) => {
        heard = resolve;
      });
      const upstream = await startUpstream(() => {
        heard();
        return 'never';
      });
      const { program, url } = await start({ MOCK_API_BASE_URL: upstream.baseUrl });
      const answer = fail(url);
      await asked;
      const ended = end(program, signal);
      // The upstream hangs up only now, so the request is still under way.
      await vi.waitFor(async () => {
        await expect(fetch(`${url}/up`)).rejects.toThrow();
      });
      await upstream.close();
      expect((await answer).status).toBe(504);
      expect(await ended).toBe(0);
      expect((await store.getIncident('LIVE-0001'))?.symptoms.affected_requests).toBe(1);
    },
  );

  it('ends with whoever started it, where that is asked for', async () => {
    const { program } = await start({ EXIT_WITH_PARENT: '1' });
    const ended = once(program, 'exit');
    program.stdin.end();
    expect(await ended).toEqual([0, null]);
  });

  it('ends an event stream when it is told to end', async () => {
    const { program, url } = await start();
    const stream = await fetch(`${url}/developer/incidents/stream`);
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    const read = async () => {
      const { done, value } = await reader.read();
      text += new TextDecoder().decode(value);
      return !done;
    };
    while (!text.includes('event: ready')) await read();
    const ended = end(program, 'SIGTERM');
    while (await read());
    expect(await ended).toBe(0);
  });
});
