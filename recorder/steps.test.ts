import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, it, vi } from 'vitest';
import { frameworkPackages } from '../tests/support/framework-packages.ts';
import { buildRecorder, startTestSuture, type TestSuture } from './testing.ts';

const SCHEMA = `recorder_${process.pid}`;
const HANG_MS = 1_000;
/** Fails after it asked a database and two upstreams; hangs; blocks its event loop. */
const SERVICE = `import express from 'express';
import http from 'node:http';
import { Redis } from 'ioredis';
import pg from 'pg';
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 });
const redis = new Redis(process.env.REDIS_URL);
const { UPSTREAM } = process.env;
const app = express().use(express.json());
app.post('/orders/:id', async (request, response) => {
  const { rows } = await pool.query('SELECT o.id, o.article, o.email FROM ${SCHEMA}.orders o WHERE o.email = $1', [request.body.email]);
  rows[0].article = 'changed afterwards';
  await fetch(UPSTREAM + '/price', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"article":"lamp"}' });
  await new Promise((resolve) => http.get(UPSTREAM + '/stock', (answer) => answer.resume().on('end', resolve)));
  await pool.query('INSERT INTO ${SCHEMA}.orders VALUES ($1, $2, $3)', [1, 'lamp', null]);
  response.end();
});
app.get('/good/:id', (request, response) => response.json({ id: request.params.id }));
app.get('/cached', async (request, response) => {
  await redis.set('${SCHEMA}', 'lamp', 'EX', 60);
  const [[, article]] = await redis.pipeline().get('${SCHEMA}').exec();
  await redis.hget('${SCHEMA}', article);
});
const gone = () => { throw new RangeError('gone'); };
app.get('/warm', (request, response) => pool.query('SELECT 1', () => response.end()));
app.get('/thrown/pool', () => pool.query('SELECT 2', gone));
app.get('/thrown/client', () => pool.connect((error, client) => client.query('SELECT $1::int', [2], gone)));
app.get('/thrown/connected', () => pool.connect(gone));
app.get('/hang', () => {});
app.get('/blocked', function matchForever() { /^(a+)+$/.test('a'.repeat(40) + 'b'); });
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

let folder: string;
let suture: TestSuture;
let upstream: Server;
let database: pg.Client;
const children: ChildProcess[] = [];

beforeAll(async () => {
  database = new pg.Client({ connectionString: inject('databaseUrl') });
  await database.connect();
  await database.query(
    `CREATE SCHEMA ${SCHEMA}; CREATE TABLE ${SCHEMA}.orders (id int PRIMARY KEY, article text, email text);
    INSERT INTO ${SCHEMA}.orders VALUES (1, 'lamp', 'ada@shop.example')`,
  );
  upstream = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ asked: request.url }));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  suture = await startTestSuture();
  folder = await mkdtemp(join(tmpdir(), 'suture-steps-'));
  await buildRecorder(join(folder, 'recorder'));
  await mkdir(join(folder, 'app'));
  await symlink(join(await frameworkPackages(), 'node_modules'), join(folder, 'app/node_modules'));
  await writeFile(join(folder, 'app/app.mjs'), SERVICE);
}, 240_000);
beforeEach(() => suture.accepted.clear());
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  upstream.closeAllConnections();
  upstream.close();
  await suture.close();
  await database.query(`DROP SCHEMA ${SCHEMA} CASCADE`);
  await database.end();
  await rm(folder, { recursive: true, force: true });
});

/** @param limits of hangs; without them a request that is slow on a busy machine is no hang */
async function start(limits: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, ['--import', '../recorder/register.js', 'app.mjs'], {
    cwd: join(folder, 'app'),
    env: {
      PATH: process.env.PATH,
      SUTURE_DSN: suture.dsn,
      SUTURE_SPOOL: join(folder, 'spool'),
      ...limits,
      DATABASE_URL: inject('databaseUrl'),
      REDIS_URL: inject('redisUrl'),
      UPSTREAM: upstreamUrl(),
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return `http://127.0.0.1:${port.trim()}`;
}

function upstreamUrl(): string {
  return `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
}

async function onlyRecording() {
  await vi.waitFor(() => expect(suture.accepted.size).toBe(1), 120_000);
  return [...suture.accepted.values()][0];
}

/** The client waits until the recording is there, and then leaves. */
async function recordingWithoutAnswer(path: string, limits: Record<string, string>) {
  const client = new AbortController();
  const answer = fetch((await start(limits)) + path, { signal: client.signal });
  const left = expect(answer).rejects.toThrow();
  const recording = await onlyRecording();
  client.abort();
  await left;
  return recording;
}

it('records statements with their rows and tables, and upstream calls with their bodies, in their order', async () => {
  const answer = await fetch(`${await start()}/orders/7`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"email":"ada@shop.example"}',
  });
  expect(answer.status).toBe(500);
  const recording = await onlyRecording();
  const { email } = (recording?.request?.body ?? {}) as { email?: string };
  expect(email).toMatch(/^[^@]+@[^@]+$/);
  expect(email).not.toBe('ada@shop.example');
  expect(recording).toMatchObject({
    route: '/orders/:id',
    sqlstate: '23505',
    environmentNames: ['UPSTREAM'],
    steps: [
      {
        kind: 'sql',
        command: 'SELECT',
        values: [email],
        rowCount: 1,
        fields: [{ name: 'id' }, { name: 'article' }, { name: 'email' }],
        // As the database gave it, though the program changed it.
        rows: [{ id: 1, article: 'lamp', email }],
        error: null,
      },
      {
        kind: 'http',
        method: 'POST',
        url: `\${env:UPSTREAM}/price`,
        requestBody: { article: 'lamp' },
        status: 200,
        responseBody: { asked: '/price' },
      },
      { kind: 'http', method: 'GET', url: `\${env:UPSTREAM}/stock`, responseBody: { asked: '/stock' } },
      { kind: 'sql', values: [1, 'lamp', null], error: { code: '23505', table: 'orders' } },
    ],
  });
  const [select] = recording?.steps ?? [];
  expect(select?.kind === 'sql' && Object.values(select.tables)).toEqual([
    { schema: SCHEMA, name: 'orders', columns: { 1: 'id', 2: 'article', 3: 'email' } },
  ]);
});

it('records the commands of ioredis with their replies, also those of a pipeline', async () => {
  expect((await fetch(`${await start()}/cached`)).status).toBe(500);
  const recording = await onlyRecording();
  expect(recording?.steps.filter(({ kind }) => kind === 'redis')).toMatchObject([
    { command: 'SET', args: [SCHEMA, 'lamp', 'EX', '60'], reply: 'OK', error: null },
    { command: 'GET', args: [SCHEMA], reply: 'lamp', error: null },
    { command: 'HGET', args: [SCHEMA, 'lamp'], error: expect.stringMatching(/^WRONGTYPE/) },
  ]);
});

it('sends the first good request of a route, and not the next ones', async () => {
  const url = await start();
  for (const id of [1, 2, 3]) await (await fetch(`${url}/good/${id}`)).text();
  expect(await onlyRecording()).toMatchObject({
    good: true,
    status: 200,
    route: '/good/:id',
    response: { body: { id: '1' } },
  });
});

it('records a request that has no answer after the limit, once', async () => {
  const recording = await recordingWithoutAnswer('/hang', { SUTURE_HANG_MS: `${HANG_MS}` });
  expect(recording).toMatchObject({ kind: 'hang', reason: 'no_answer', route: '/hang', status: null });
  expect(recording?.latencyMs).toBeGreaterThanOrEqual(HANG_MS);
});

it('records the function that blocks the event loop, also within a regular expression', async () => {
  const recording = await recordingWithoutAnswer('/blocked', { SUTURE_BLOCKED_MS: '1500' });
  expect(recording).toMatchObject({ kind: 'hang', errorClass: 'BlockedEventLoop', route: '/blocked' });
  expect(recording?.stack).toMatch(/at matchForever \(.*app\.mjs:\d+/);
});

it.each(['/thrown/pool', '/thrown/client', '/thrown/connected'])(
  'keeps the request whose callback ended the service, whichever opened the connection: %s',
  async (path) => {
    const url = await start();
    await fetch(`${url}/warm`);
    await expect(fetch(url + path)).rejects.toThrow();
    await start();
    await vi.waitFor(() => {
      const crash = [...suture.accepted.values()].find(({ kind }) => kind === 'crash');
      expect(crash).toMatchObject({ request: { path }, message: 'gone' });
    }, 120_000);
  },
);
