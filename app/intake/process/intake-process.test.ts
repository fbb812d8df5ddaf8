import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { anyPort } from '../../../stack/ports.ts';
import { createStore } from '../../../store/create-store.ts';
import type { Store } from '../../../store/store.ts';
import { createTestDatabase } from '../../../store/testing.ts';
import { demonstration } from '../../../tests/support/demonstration.ts';

const KEY = 'key-of-the-intake-test';
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
let app: ChildProcess;
let folder: string;
let url: string;
let output = '';
beforeAll(async () => {
  execFileSync(process.execPath, ['tools/build.mjs', 'app']);
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.url });
  folder = await mkdtemp(join(tmpdir(), 'suture-intake-'));
  const { definition, definitionCommit, ...place } = demonstration();
  await store.attachService(place, KEY);
  await store.saveDefinition(place.name, definitionCommit, { ...definition, faults: [] }, null);
  const { PATH } = process.env;
  const port = String(await anyPort());
  app = spawn(process.execPath, ['dist/app.js'], {
    env: { PATH, DATABASE_URL: database.url, STATE_DIR: folder, PORT: port },
  });
  const hear = (chunk: Buffer) => {
    output += chunk;
  };
  app.stdout?.on('data', hear);
  app.stderr?.on('data', hear);
  url = await vi.waitUntil(() => /on (http:\/\/\S+),/.exec(output)?.[1], { timeout: 20_000 });
});
afterAll(async () => {
  app?.kill('SIGKILL');
  await store?.close();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

const body = (message: string) =>
  JSON.stringify({
    errors: [
      { type: 'TypeError', message, stack: 'TypeError: x\n    at charge (/app/src/a.js:1:1)', path: '/' },
    ],
  });

/** A request as a router sends it on a connection that it keeps. */
function request(path: string, sent = '', host = '127.0.0.1'): string {
  const head = `${sent ? 'POST' : 'GET'} ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${KEY}\r\n`;
  return `${head}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(sent)}\r\n\r\n${sent}`;
}

/** Sends requests on one connection, each when the one before is answered. @returns the answers' statuses */
async function inTurns(requests: string[], pieces = 1): Promise<number[]> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').setNoDelay(true);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  await once(socket, 'connect');
  const statuses: number[] = [];
  for (const each of requests) {
    text = '';
    const length = Math.ceil(each.length / pieces);
    for (let at = 0; at < each.length; at += length) {
      socket.write(each.slice(at, at + length));
      await new Promise((next) => setImmediate(next));
    }
    await vi.waitUntil(() => text.endsWith('0\r\n\r\n') || lengthOf(text) === true, { timeout: 30_000 });
    statuses.push(Number(text.slice(9, 12)));
  }
  socket.destroy();
  return statuses;
}

function lengthOf(text: string): boolean {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  return length !== undefined && rest.join('\r\n\r\n').length >= Number(length);
}

async function affected(): Promise<number> {
  const { incidents } = await store.listIncidents();
  const found = await Promise.all(incidents.map(({ id }) => store.getIncident(id)));
  return found.reduce((sum, each) => sum + (each?.symptoms.affected_requests ?? 0), 0);
}

it('answers reports and pages in turns on one connection, whichever comes first, and counts each report once', async () => {
  const report = () => request('/ingest/errors', body('one'));
  const before = await affected();
  expect(await inTurns([report(), request('/up'), report()])).toEqual([200, 200, 200]);
  expect(await inTurns([request('/up'), report(), request('/up')])).toEqual([200, 200, 200]);
  expect(await inTurns([report()], 7)).toEqual([200]);
  expect(await affected()).toBe(before + 4);
});

it('keeps the name that a request is for, so that a page of another site reads nothing behind a report', async () => {
  const report = request('/ingest/errors', body('two'));
  expect(await inTurns([report, request('/developer/incidents/api/data', '', 'evil.example')])).toEqual([
    200, 403,
  ]);
});

it('counts the requests of both processes in the metrics of the app', async () => {
  await inTurns([request('/ingest/errors', body('three'))]);
  await vi.waitFor(async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(
      /suture_http_request_seconds_count\{method="POST",route="\/ingest\/errors",status="200"\} [1-9]/,
    );
  }, 120_000);
});

it('starts the intake again when it ends, and takes what arrives meanwhile', async () => {
  const children = execFileSync('ps', ['--ppid', String(app.pid), '-o', 'pid=', '-o', 'args='], {
    encoding: 'utf8',
  });
  const [, pid] = /^\s*(\d+) .*intake\.js/m.exec(children) ?? [];
  process.kill(Number(pid), 'SIGKILL');
  await vi.waitUntil(() => output.includes('The intake ended with SIGKILL. Starts it again.'), {
    timeout: 30_000,
  });
  const before = await affected();
  expect(await inTurns([request('/ingest/errors', body('four'))])).toEqual([200]);
  expect(await affected()).toBe(before + 1);
});

it('ends with the app, after the requests that it has taken', async () => {
  const ended = once(app, 'exit');
  app.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
