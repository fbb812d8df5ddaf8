import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { readFault } from '../activities/read-subject.ts';
import { serve } from '../app/serve.ts';
import { createTestApp, type TestApp } from '../app/testing/test-app.ts';
import { fieldRecording, fieldSubject } from '../proof/replay/testing.ts';
import { contextOf, createRepository, NODE_MODULES, proverFor } from '../proof/testing.ts';
import { buildRecorder } from '../recorder/testing.ts';
import { anyPort } from '../stack/ports.ts';

const KEY = 'the-key-of-a-field-service';

let app: TestApp;
let serving: Awaited<ReturnType<typeof serve>>;
let repository: Awaited<ReturnType<typeof createRepository>>;
let prover: ReturnType<typeof proverFor>;
const children: ChildProcess[] = [];
const page = createServer(({ url }, answer) => {
  if (url?.startsWith('/parcels')) return;
  answer.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>Bad Gateway</h1></html>');
});

beforeAll(async () => {
  page.listen(0, '127.0.0.1');
  [app, repository] = await Promise.all([createTestApp({ service: null }), createRepository('field')]);
  serving = await serve(app.app.fetch, { host: '127.0.0.1', port: 0 });
  prover = proverFor(repository, inject('databaseUrl'));
  await Promise.all([
    buildRecorder(join(repository.folder, 'recorder')),
    symlink(NODE_MODULES, join(repository.folder, 'node_modules')),
  ]);
});
afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  page.closeAllConnections();
  page.close();
  await prover?.close();
  await serving?.close(0);
  await app?.close();
  await repository?.remove();
});

const upstream = () => `http://127.0.0.1:${(page.address() as AddressInfo).port}`;

/** A database with the tables of a service, as it has one in production. */
async function productionDatabase(tables: string): Promise<string> {
  const url = new URL(inject('databaseUrl'));
  const name = `field_${process.pid}`;
  const run = async (statement: string) => {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await run(`create database ${name}`);
  url.pathname = `/${name}`;
  await run(await readFile(join(repository.folder, 'work', tables), 'utf8'));
  return url.href;
}

interface Running {
  url: string;
  exited: Promise<unknown>;
  /** Sends what a crash left on disk. */
  flush(): Promise<unknown>;
}

/** Starts a service of the fixture with the recorder preloaded, built and started as in production. */
async function startRecorded(name: string, service: string, given: Record<string, string>): Promise<Running> {
  const folder = join(repository.folder, 'live', name);
  const outfile = join(folder, 'service.mjs');
  const entryPoints = [join(repository.folder, 'work', name, 'service.ts')];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    sourcemap: true,
  });
  const port = await anyPort();
  const env = {
    ...given,
    PORT: String(port),
    SUTURE_DSN: `http://${KEY}-${name}@127.0.0.1:${serving.address.port}/${service}`,
    SUTURE_SPOOL: join(folder, 'spool'),
    SUTURE_RELEASE: repository.commit,
  };
  const preload = pathToFileURL(join(repository.folder, 'recorder/register.js')).href;
  const run = (...words: string[]) => {
    const child = spawn(process.execPath, words, { cwd: folder, env, stdio: 'ignore' });
    children.push(child);
    return child;
  };
  const child = run('--enable-source-maps', '--import', preload, outfile);
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(async () => expect((await fetch(`${url}/up`)).status).toBe(200), 20_000);
  return {
    url,
    exited: once(child, 'exit'),
    flush: () => once(run(join(repository.folder, 'recorder/flush.js')), 'exit'),
  };
}

it.concurrent.each([
  {
    what: 'a statement that the database refuses',
    name: '03-negative-offset',
    tables: ['03-negative-offset/tables.sql'],
    request: '/audit?offset=-5',
    place: 'route',
  },
  {
    what: 'an upstream that answers with a page',
    name: '11-upstream-html',
    tables: [],
    request: '/convert/EUR',
    place: 'rateOf',
  },
  {
    what: 'a request that waits for an upstream',
    name: '14-upstream-hang',
    tables: [],
    request: '/track/p2',
    place: 'whereIs',
    silent: true,
  },
  {
    what: 'a crash',
    name: '09-async-crash',
    tables: [],
    request: '/hooks/recording',
    body: { session: 's9', recording: 'r1' },
    place: 'keep',
  },
])('opens one incident and reproduces it from what the recorder sent: $what', async (each) => {
  const { name, tables, request, place, body, silent } = each;
  const { commit, codeHost } = repository;
  const { service } = fieldSubject(name, tables, fieldRecording({}), commit);
  const { definition, definitionCommit, ...attachment } = service;
  await app.store.attachService(attachment, `${KEY}-${name}`);
  await app.store.saveServiceFiles(service.name, definitionCommit, await codeHost.listFiles(commit));
  await app.store.saveDefinition(service.name, definitionCommit, definition, null);

  const environment: Record<string, string> = { UPSTREAM_URL: upstream(), SUTURE_HANG_MS: '1000' };
  for (const file of tables) environment.DATABASE_URL = await productionDatabase(file);
  const live = await startRecorded(name, service.name, environment);
  const sent = fetch(live.url + request, {
    signal: AbortSignal.timeout(silent ? 4_000 : 30_000),
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (silent) await expect(sent).rejects.toThrow();
  else if (body) {
    await expect(sent).rejects.toThrow();
    await live.exited;
    await live.flush();
  } else expect((await sent).status).toBe(500);

  const opened = await vi.waitFor(async () => {
    const { incidents } = await app.store.listIncidents();
    const own = incidents.filter((incident) => incident.service === service.name);
    expect(own).toHaveLength(1);
    return own[0] as (typeof own)[number];
  }, 20_000);
  const found = await app.store.discoveredFault(service.name, opened.error_code);
  expect(found?.frames.find(({ inApp }) => inApp)).toMatchObject({
    file: `${name}/service.ts`,
    function: place,
    mapped: true,
  });
  const { fault, recording } = await readFault(app.store, service, opened);
  const shown = await prover.reproduce({ service, fault, recording, commit }, contextOf());
  expect([shown.reproduced, shown.differences]).toEqual([true, []]);
});
