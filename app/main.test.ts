import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { anyPort } from '../stack/ports.ts';
import { createStore } from '../store/create-store.ts';
import type { Store } from '../store/store.ts';
import { createTestDatabase } from '../store/testing.ts';
import { demonstration } from '../tests/support/demonstration.ts';
import { type Relay, startRelay } from './testing/relay.ts';
import { FAILED, json, startRelease } from './testing/release.ts';

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

/** Attaches the demonstration with a release at this address. */
async function attach(url: string) {
  const { definition, definitionCommit, ...place } = demonstration({ url });
  await store.attachService(place, 'the-key-of-the-demonstration');
  await store.saveDefinition(place.name, definitionCommit, definition, null);
}

const fail = (url: string) => fetch(`${url}/test-fault/run`, { method: 'POST' });

describe('the app does not start', () => {
  it.each([
    ['without a database', { DATABASE_URL: '' }, 'DATABASE_URL is not set. Set it to the PostgreSQL'],
    ['with an invalid address', { DATABASE_URL: 'localhost:5432' }, 'DATABASE_URL: must be like postgres://'],
    ['where others can reach it without a token', { HOST: '0.0.0.0' }, 'Set ADMIN_TOKEN to a secret'],
    ['with an invalid port', { PORT: 'eighty' }, 'PORT: '],
    ['with an invalid secret', { CALLBACK_SECRET: '!' }, 'CALLBACK_SECRET: must be base64'],
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

  it('on a port in use, and names it', async () => {
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
    expect(stderr).toContain('Another program uses this port');
  });
});

describe('the app', () => {
  it('starts without PostgreSQL and answers 503 until it is back', async () => {
    await postgres.cut();
    const { url } = await start({ BUILD_SHA: 'abc' });
    expect(await (await fetch(`${url}/up`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${url}/up/build`)).json()).toEqual({ build_sha: 'abc' });
    expect((await fetch(`${url}/developer/incidents/api/data`)).status).toBe(503);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'answers the requests in progress at %s, then exits with 0',
    async (signal) => {
      let arrive = (_answer: () => void) => {};
      const arrived = new Promise<() => void>((resolve) => {
        arrive = resolve;
      });
      const release = await startRelease((_, response) => arrive(() => json(response, 500, FAILED)));
      await attach(release.url);
      const { program, url } = await start();
      const answer = fail(url);
      const answerNow = await arrived;
      const ended = end(program, signal);
      await vi.waitFor(async () => {
        await expect(fetch(`${url}/up`)).rejects.toThrow();
      }, 120_000);
      answerNow();
      expect((await answer).status).toBe(500);
      expect(await ended).toBe(0);
      await release.close();
    },
  );

  it('ends with its parent process when EXIT_WITH_PARENT is set', async () => {
    const { program } = await start({ EXIT_WITH_PARENT: '1' });
    const ended = once(program, 'exit');
    program.stdin.end();
    expect(await ended).toEqual([0, null]);
  });

  it('ends its event streams at SIGTERM', async () => {
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
