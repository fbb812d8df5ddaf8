import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { startTestSuture, type TestSuture } from '../recorder/testing.ts';
import { demonstration } from '../tests/support/demonstration.ts';
import { buildDemonstration } from './testing/build-demonstration.ts';
import { type RunningDemonstration, startDemonstration } from './testing/start-demonstration.ts';
import { startTestUpstream, type TestUpstream, type UpstreamAnswer } from './testing/upstream.ts';

const name = `suture_demo_${randomBytes(6).toString('hex')}`;
const databaseUrl = () => Object.assign(new URL(inject('databaseUrl')), { pathname: `/${name}` }).href;
let folder: string;
let repository: string;
let suture: TestSuture;
let upstream: TestUpstream;
let service: RunningDemonstration;

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseUrl') });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function start(changes: Record<string, string> = {}): Promise<RunningDemonstration> {
  return startDemonstration(repository, {
    DATABASE_URL: databaseUrl(),
    MOCK_API_BASE_URL: `${upstream.url}/`,
    BUILD_SHA: 'a'.repeat(40),
    SUTURE_DSN: suture.dsn,
    SUTURE_SPOOL: join(folder, 'spool'),
    ...changes,
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suture-demo-test-'));
  repository = join(folder, 'repository');
  await buildDemonstration(repository);
  await onServer(`create database ${name}`);
  for (let times = 0; times < 2; times += 1) {
    execFileSync(process.execPath, ['migrate.mjs'], {
      cwd: repository,
      env: { DATABASE_URL: databaseUrl() },
    });
  }
  upstream = await startTestUpstream();
  suture = await startTestSuture();
  service = await start();
});
afterAll(async () => {
  await service?.stop();
  await suture?.close();
  await upstream?.close();
  await onServer(`drop database if exists ${name} with (force)`);
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  upstream.answer = { status: 200, body: '{"value":42}' };
});
afterEach(() => {
  suture.accepted.clear();
  suture.always = null;
  service.lines.length = 0;
});

interface FaultBody {
  error: { code: string; message: string };
  reason: string;
  latency: number;
  incident_id: string | null;
}

async function post(path: string, headers: Record<string, string> = {}, url = service.url) {
  const response = await fetch(`${url}${path}`, { method: 'POST', headers });
  return { status: response.status, body: (await response.json()) as FaultBody };
}
const recorded = () => [...suture.accepted.values()];

describe('POST /test-fault/run', () => {
  it('fails with 500, one line on stderr and one recording', async () => {
    const { status, body } = await post('/test-fault/run');
    expect(status).toBe(500);
    expect(body).toEqual({
      error: { code: 'FAULT_SQL_INJECTION_TEST', message: 'syntax error at end of input' },
      reason: 'syntax_error',
      route: '/test-fault/run',
      latency: expect.any(Number),
      incident_id: 'LIVE-0001',
    });
    await vi.waitFor(
      () =>
        expect(service.lines).toEqual([
          expect.stringMatching(
            /^FAULT_SQL_INJECTION_TEST route=\/test-fault\/run reason=syntax_error latency=\d+\.\d\d$/,
          ),
        ]),
      30_000,
    );
    expect(recorded()).toMatchObject([
      {
        service: 'shop',
        faultCode: 'FAULT_SQL_INJECTION_TEST',
        sqlstate: '42601',
        logLine: service.lines[0],
        release: 'a'.repeat(40),
        stack: expect.stringMatching(/src\/faults\/sql\.ts:\d+:\d+/),
      },
    ]);
  });

  it('runs the same code for a verification and records nothing', async () => {
    const { status, body } = await post('/test-fault/run', { 'X-Fault-Verification': '1' });
    expect(status).toBe(500);
    expect(body).toMatchObject({ reason: 'syntax_error', incident_id: null });
    expect(recorded()).toEqual([]);
    await vi.waitFor(() => expect(service.lines.join('\n')).toContain("code: '42601'"), 120_000);
    expect(service.lines[0]).toMatch(
      /^FAULT_SQL_INJECTION_TEST route=\S+ reason=syntax_error latency=\S+ verification=1$/,
    );
    expect(service.lines.join('\n')).toMatch(/src\/faults\/sql\.ts:\d+:\d+/);
  });

  it('passes the trace of the request on', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await post('/test-fault/run', { traceparent });
    expect(recorded()).toMatchObject([{ trace: { traceparent } }]);
  });

  it('answers as ever while Suture is away, and the recording arrives later', async () => {
    suture.always = 'away';
    const { status, body } = await post('/test-fault/run');
    expect([status, body.reason, body.incident_id]).toEqual([500, 'syntax_error', null]);
    suture.always = null;
    await vi.waitFor(() => expect(recorded()).toHaveLength(1), { timeout: 120_000 });
    await vi.waitFor(async () => expect(await readdir(join(folder, 'spool'))).toEqual([]), 120_000);
  });
});

describe('POST /test-fault/external-api', () => {
  const path = '/test-fault/external-api';

  it('returns the answer of the upstream', async () => {
    upstream.answer = { status: 200, body: '{"value":7001}' };
    expect(await post(path)).toEqual({ status: 200, body: { value: 7001 } });
    expect(upstream.calls.at(-1)).toBe('/data');
    expect([service.lines, recorded()]).toEqual([[], []]);
  });

  it.each<[string, UpstreamAnswer]>([
    ['wrong_data', { status: 200, body: '{"value":"forty-two"}' }],
    ['wrong_data', { status: 200, body: '{"value":4.2}' }],
    ['wrong_data', { status: 200, body: 'not JSON' }],
    ['upstream_failure', { status: 503, body: '{"value":42}' }],
    ['connection_error', 'hang up'],
  ])('fails with 504 and reason %s', async (reason, given) => {
    upstream.answer = given;
    const { status, body } = await post(path);
    expect(status).toBe(504);
    expect(body).toMatchObject({ error: { code: 'FAULT_EXTERNAL_API_LATENCY' }, reason });
    const line = expect.stringMatching(
      `^FAULT_EXTERNAL_API_LATENCY route=${path} reason=${reason} latency=\\d+\\.\\d\\d$`,
    );
    await vi.waitFor(() => expect(service.lines).toEqual([line]), 120_000);
    expect(recorded()).toMatchObject([{ reason }]);
  });

  it('fails after three seconds with reason external_timeout', async () => {
    upstream.answer = 'never';
    const { status, body } = await post(path);
    expect([status, body.reason]).toEqual([504, 'external_timeout']);
    expect(body.latency).toBeGreaterThanOrEqual(2.9);
  });
});

describe('POST /test-fault/db-timeout', () => {
  it('fails with 500 once the statement timeout cancels it', async () => {
    const { status, body } = await post('/test-fault/db-timeout');
    expect(status).toBe(500);
    expect(body).toMatchObject({ error: { code: 'FAULT_DB_TIMEOUT' }, reason: 'statement_timeout' });
    expect(body.latency).toBeGreaterThanOrEqual(5.4);
    expect(recorded()).toMatchObject([{ sqlstate: '57014' }]);
  });
});

describe('the program', () => {
  it('keeps notes in its own database', async () => {
    const headers = { 'content-type': 'application/json' };
    const made = await fetch(`${service.url}/notes`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ title: 'Buy thread' }),
    });
    expect([made.status, await made.json()]).toMatchObject([201, { id: '1', title: 'Buy thread' }]);
    const { notes } = (await (await fetch(`${service.url}/notes`)).json()) as { notes: unknown[] };
    expect(notes).toMatchObject([{ title: 'Buy thread' }]);
    expect(await post('/notes')).toMatchObject({ status: 400, body: { error: { code: 'invalid_body' } } });
  });

  it('reports its commit where its definition says', async () => {
    const { definition } = demonstration();
    expect((await fetch(`${service.url}${definition.health}`)).status).toBe(200);
    const build = await (await fetch(`${service.url}${definition.release?.path}`)).json();
    expect(build).toEqual({ build_sha: 'a'.repeat(40) });
  });

  it('answers 404 on all fault routes while fault injection is off', async () => {
    const off = await start({ ENABLE_FAULT_INJECTION: 'false' });
    for (const { route } of demonstration().definition.faults) {
      expect(await post(route, {}, off.url)).toMatchObject({
        status: 404,
        body: { error: { code: 'not_found' } },
      });
    }
    expect(await off.stop()).toBe(0);
  });

  it('answers the requests under way before it ends', async () => {
    const ending = await start();
    const before = upstream.calls.length;
    upstream.answer = 'never';
    const failing = post('/test-fault/external-api', {}, ending.url);
    await vi.waitFor(() => expect(upstream.calls.length).toBeGreaterThan(before), 120_000);
    const exit = ending.stop();
    expect((await failing).status).toBe(504);
    expect(await exit).toBe(0);
  });

  it('names the setting that is missing', async () => {
    await expect(start({ DATABASE_URL: '' })).rejects.toThrow('DATABASE_URL is not set');
  });

  it('passes its own tests and its type check, as a rollout runs them', () => {
    const { definition } = demonstration();
    for (const [program = '', ...args] of [definition.typecheck || [], definition.test || []]) {
      const command = program.startsWith('node_modules')
        ? ['node_modules/typescript/bin/tsc', ...args]
        : args;
      execFileSync(process.execPath, command, { cwd: repository, stdio: 'pipe' });
    }
  });
});
