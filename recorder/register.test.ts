import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Recording } from './recording.ts';
import { buildRecorder, startTestSuture, type TestSuture } from './testing.ts';

/** A service that knows nothing of Suture. */
const SERVICE = `
const http = require('node:http');
// As services do that end what they are at before they stop.
if (process.env.STOPS) for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => setTimeout(() => process.exit(0), Number(process.env.STOPS)));
// Fills 40 MB within about three seconds.
function leakForever() {
  for (const kept = [], began = Date.now(); ; )
    if (kept.length * 6 < Date.now() - began) kept.push(new Array(1e4).fill(kept.length));
}
const server = http.createServer((request, response) => {
  if (request.url.startsWith('/leak')) leakForever();
  // As routers do that are mounted below a path.
  const [mounted, failing] = /^\\/mounted(\\/fail)?/.exec(request.url) ?? [];
  if (mounted) request.url = failing ?? '/';
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => {
    if (request.url.startsWith('/fail')) {
      console.error('cannot place the order', new TypeError('no price'));
      response.statusCode = 500;
    }
    if (request.url === '/crash') return setTimeout(() => { throw new RangeError('gone'); }, 1);
    if (request.url === '/reject') return void Promise.reject(new RangeError('nobody waits'));
    response.end(String(body.length));
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;
const COMMIT = 'c'.repeat(40);

interface HelloCount {
  method: string;
  route: string;
  requests: number;
}

let folder: string;
let suture: TestSuture;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suture-register-'));
  await buildRecorder(join(folder, 'recorder'));
  await mkdir(join(folder, 'app/.git'), { recursive: true });
  await writeFile(join(folder, 'app/.git/HEAD'), 'ref: refs/heads/main\n');
  await writeFile(join(folder, 'app/.git/packed-refs'), `# pack-refs\n${COMMIT} refs/heads/main\n`);
  await writeFile(join(folder, 'app/app.cjs'), SERVICE);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  suture = await startTestSuture();
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.kill()) await once(child, 'exit');
  }
  await suture.close();
  await rm(join(folder, 'spool'), { recursive: true, force: true });
});

async function start(preload: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [...preload, 'app.cjs'], {
    cwd: join(folder, 'app'),
    env: { SUTURE_DSN: suture.dsn, SUTURE_SPOOL: join(folder, 'spool'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return { child, url: `http://127.0.0.1:${port.trim()}`, errors: () => errors };
}
const imported = () => ['--import', pathToFileURL(join(folder, 'recorder/register.js')).href];

it.each([
  ['--import', imported],
  ['--require', () => ['--require', join(folder, 'recorder/register.cjs')]],
])('records a failing request of a service that knows nothing of Suture, by %s', async (_, preload) => {
  const { url } = await start(preload());
  const answer = await fetch(`${url}/fail/17?token=geheim&all=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer geheim' },
    body: JSON.stringify({ article: 3, password: 'geheim' }),
  });
  expect([answer.status, await answer.text()]).toEqual([500, '33']);
  await vi.waitFor(() => expect(suture.accepted.size).toBe(1), 60_000);
  const [recording] = suture.accepted.values();
  expect(recording).toMatchObject({
    service: 'shop',
    faultCode: null,
    route: '/fail/:id',
    status: 500,
    errorClass: 'TypeError',
    message: 'no price',
    release: COMMIT,
    logLine: 'cannot place the order',
    kind: 'error',
    pseudonyms: true,
    errors: [{ class: 'TypeError', message: 'no price', handled: true }],
    response: { status: 500, body: '33' },
    request: {
      method: 'POST',
      path: expect.stringMatching(/^\/fail\/17\?token=[a-z]{6}&all=1$/),
      headers: {
        authorization: expect.stringMatching(/^Bearer [a-z]{6}$/),
        'content-type': 'application/json',
      },
      body: { article: 3, password: expect.stringMatching(/^[a-z]{6}$/) },
    },
  });
  // The same value is the same made-up one wherever it stands.
  const { path, headers, body } = (recording as Recording).request as unknown as {
    path: string;
    headers: Record<string, string>;
    body: { password: string };
  };
  expect(path).toContain(`token=${body.password}&`);
  expect(headers.authorization).toBe(`Bearer ${body.password}`);
  expect(JSON.stringify(recording)).not.toContain('geheim');
});

/** How many requests all hellos together count, by method and route. */
function counted(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { requests } of suture.hellos as unknown as { requests: HelloCount[] }[])
    for (const { method, route, requests: number } of requests)
      counts[`${method} ${route}`] = (counts[`${method} ${route}`] ?? 0) + number;
  return counts;
}

it('says which release runs and where it answers, and counts requests by route', async () => {
  const { url } = await start(imported(), { GIT_SHA: 'd'.repeat(40) });
  for (const path of ['/mounted/orders/1', '/mounted/orders/2', '/health'])
    await (await fetch(url + path)).text();
  const verified = await fetch(`${url}/fail`, { headers: { 'X-Fault-Verification': '1' } });
  expect(verified.status).toBe(500);
  await vi.waitFor(
    () => expect(counted()).toEqual({ 'GET /mounted/orders/:id': 2, 'GET /health': 1 }),
    60_000,
  );
  expect(suture.hellos[0]).toMatchObject({
    service: 'shop',
    release: 'd'.repeat(40),
    node: process.versions.node,
    address: url,
    started: true,
  });
  expect([...suture.accepted.values()].filter(({ good }) => !good)).toEqual([]);
});

it('counts a path that no framework names without what is somebody’s in it, as the recordings name it', async () => {
  const { url } = await start(imported());
  const address = 'ada.lovelace@mail.example';
  for (const path of [`/users/${address}`, `/fail/${address}`]) await (await fetch(url + path)).text();
  await vi.waitFor(() => expect(Object.keys(counted())).toHaveLength(2), 60_000);
  await vi.waitFor(() => expect(suture.accepted.size).toBe(2), 60_000);
  const sent = JSON.stringify([suture.hellos, ...suture.accepted.values()]);
  expect(sent).not.toMatch(/\bada\b|lovelace/i);
  const routes = [...suture.accepted.values()].map(({ route }) => `GET ${route}`);
  expect(Object.keys(counted()).sort()).toEqual(routes.sort());
});

it('sends values as they are where pseudonyms are off', async () => {
  const { url } = await start(imported(), { SUTURE_PSEUDONYMS: 'off', SUTURE_HIDE: 'all' });
  await fetch(`${url}/fail/17?token=geheim&all=some`, { headers: { authorization: 'Bearer geheim' } });
  await vi.waitFor(() => expect(suture.accepted.size).toBe(1), 60_000);
  expect([...suture.accepted.values()]).toMatchObject([
    {
      pseudonyms: false,
      request: { path: '/fail/17?token=geheim&all=some', headers: { authorization: 'Bearer geheim' } },
    },
  ]);
});

it('records the path that the client asked for, where a mounted router answers', async () => {
  const { url } = await start(imported());
  expect((await fetch(`${url}/mounted/fail?all=1`)).status).toBe(500);
  await vi.waitFor(() => expect(suture.accepted.size).toBe(1), 60_000);
  const [recording] = suture.accepted.values();
  expect(recording).toMatchObject({ route: '/mounted/fail', request: { path: '/mounted/fail?all=1' } });
});

it.each(['/crash', '/reject'])(
  'keeps the request of a crash on disk, and the next program sends it: %s',
  async (path) => {
    const { child, url, errors } = await start(imported());
    await expect(fetch(url + path)).rejects.toThrow();
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).not.toBe(0);
    expect(errors()).toContain('RangeError');
    expect(await readdir(join(folder, 'spool'))).toHaveLength(1);

    const flush = spawn(process.execPath, [join(folder, 'recorder/flush.js')], {
      env: { SUTURE_DSN: suture.dsn, SUTURE_SPOOL: join(folder, 'spool') },
      stdio: 'ignore',
    });
    await once(flush, 'exit');
    expect([...suture.accepted.values()]).toMatchObject([
      {
        route: path,
        status: null,
        reason: 'crash',
        errorClass: 'RangeError',
        request: { method: 'GET', path },
      },
    ]);
    expect(await readdir(join(folder, 'spool'))).toEqual([]);
  },
);

it('keeps a failing request on disk while Suture is away, and the service answers as before', async () => {
  suture.always = 'away';
  const { url } = await start(imported());
  expect((await fetch(`${url}/fail`)).status).toBe(500);
  await vi.waitFor(async () => {
    const [file] = (await readdir(join(folder, 'spool'))).filter((name) => name.endsWith('.json'));
    expect(JSON.parse(await readFile(join(folder, 'spool', file as string), 'utf8'))).toMatchObject({
      route: '/fail',
    });
  }, 120_000);
  suture.always = null;
  await vi.waitFor(() => expect(suture.accepted.size).toBe(1), 120_000);
});

it('does nothing without a DSN, and names a DSN that is malformed once', async () => {
  const plain = await start(imported(), { SUTURE_DSN: '' });
  expect((await fetch(`${plain.url}/fail`)).status).toBe(500);
  const wrong = await start([...imported(), ...imported()], { SUTURE_DSN: 'shop' });
  expect((await fetch(`${wrong.url}/fail`)).status).toBe(500);
  expect(wrong.errors().match(/Suture records nothing: The DSN is not of the form/g)).toHaveLength(1);
  expect(suture.hellos).toEqual([]);
});

it('reports a process that ended without a word, once and as a kind of its own, and none that was asked to stop', async () => {
  const marks = async () =>
    (await readdir(join(folder, 'spool'))).filter((name) => /^living|\d\.json$/.test(name));
  const ended = async (signals: NodeJS.Signals[], environment: Record<string, string>) => {
    const { child } = await start(imported(), environment);
    for (const [at, signal] of signals.entries()) {
      // It is stopping when the second one comes.
      if (at > 0) await vi.waitFor(async () => expect(await marks()).toEqual([]), 120_000);
      child.kill(signal);
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return marks();
  };
  for (const signals of [['SIGTERM'], ['SIGINT'], ['SIGTERM', 'SIGKILL']] as NodeJS.Signals[][])
    expect([signals, await ended(signals, { STOPS: signals.length > 1 ? '60000' : '1' })]).toEqual([
      signals,
      [],
    ]);
  // Without listeners nothing tells a stop from another end.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const)
    expect(await ended([signal], {})).toEqual([]);
  expect(suture.accepted.size).toBe(0);
  for (const signal of ['SIGKILL', 'SIGABRT', 'SIGSEGV'] as const)
    expect(await ended([signal], { STOPS: '1' })).toContainEqual(
      expect.stringMatching(/^living\.\d+\.json$/),
    );
  await start(imported());
  await vi.waitFor(async () => expect(await readdir(join(folder, 'spool'))).toEqual([]), 120_000);
  expect([...suture.accepted.values()]).toMatchObject(
    ['SIGKILL', 'SIGABRT', 'SIGSEGV'].map(() => ({
      ...{ kind: 'crash', reason: 'killed', errorClass: 'ProcessKilled', stack: null, request: null },
      message: expect.stringMatching(/^The process ended without a word/),
    })),
  );
});

it('reports a process that ended for lack of memory, once and with the function that filled it', async () => {
  const environment = { STOPS: '1', PAYMENT_KEY: 'a-key-of-payments-4711' };
  const { child, url } = await start(['--max-old-space-size=40', ...imported()], environment);
  await expect(fetch(`${url}/leak?token=geheim`)).rejects.toThrow();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  await start(imported(), environment);
  await vi.waitFor(() => expect(suture.accepted.size).toBeGreaterThan(0), 120_000);
  await vi.waitFor(
    async () => expect(await readdir(join(folder, 'spool'))).toEqual([expect.stringMatching(/^living/)]),
    30_000,
  );
  expect([...suture.accepted.values()]).toMatchObject([
    {
      ...{ kind: 'crash', reason: 'out_of_memory', errorClass: 'OutOfMemory', route: '/leak' },
      message: expect.stringMatching(/^The process ended for lack of memory: \d+ of \d+ MB were in use\.$/),
      stack: expect.stringMatching(/at leakForever \(?.*app\.cjs:\d+/),
    },
  ]);
  expect(suture.texts.join()).not.toMatch(/geheim|a-key-of-payments/);
});
