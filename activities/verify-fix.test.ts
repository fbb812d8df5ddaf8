import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { createLocalGit } from '../adapters/code-host/local-git.ts';

import { createTestClone, type TestClone } from '../adapters/code-host/testing.ts';
import { createLocalDelivery } from '../adapters/delivery/local.ts';
import type { FaultDefinition } from '../domain/definition/fault.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import { Attachment } from '../domain/service.ts';
import { parseDefinition, type ServiceDefinition } from '../domain/service-definition.ts';
import { createStore } from '../store/create-store.ts';
import type { Store } from '../store/store.ts';
import { incidentIn } from '../store/testing/incident-in.ts';
import { occurrence } from '../store/testing/occurrence.ts';
import { createTestDatabase } from '../store/testing.ts';
import { createRolloutActivities } from './check-rollout.ts';
import { createVerifyActivities } from './verify-fix.ts';

let clone: TestClone;
let repository: string;
let codeHost: CodeHost;
/** Each stands on the one before. */
let commits: { first: string; fix: string; later: string };
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
let server: Server;
let url: string;

/** What the running service and the delivery answer, by path. */
let live: string;
let outcome: object | null;
let traffic: { counts_since: number; requests: Record<string, number> } | null;
let answer: (call: number) => { status?: number; body: unknown } | 'never';
let probes: IncomingMessage[];
let timeoutMs: number;

beforeAll(async () => {
  clone = await createTestClone({ 'src/one.ts': 'broken' });
  const first = await clone.git('rev-parse', 'HEAD');
  const fix = await clone.commit({ 'src/one.ts': 'fixed' });
  const later = await clone.commit({ 'README.md': 'news' });
  commits = { first, fix, later };

  repository = await clone.publish();
  codeHost = createLocalGit({ repository, environment: process.env });
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.url });
  server = createServer((request, response) => {
    const give = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/up/build') return give(200, { build_sha: live });
    if (request.url?.startsWith('/traffic?')) return give(traffic ? 200 : 404, traffic);
    if (request.url?.startsWith('/outcome/')) return outcome ? give(200, outcome) : give(404, {});
    probes.push(request);
    const given = answer(probes.length);
    if (given !== 'never') give(given.status ?? 200, given.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await store.close();
  await database.drop();
  await clone.remove();
});
beforeEach(() => {
  live = commits.fix;
  outcome = null;
  traffic = { counts_since: 0, requests: { [commits.fix]: 2, [commits.later]: 1, [commits.first]: 5 } };
  probes = [];
  timeoutMs = 30_000;
  answer = () => ({ body: { value: 42 } });
});
afterEach(() => server.closeAllConnections());

/** Runs a step as the worker does, without its log. */
const inActivity = <Input, Result>(step: (input: Input) => Promise<Result>, input: Input): Promise<Result> =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR', () => {}) }).run(step, input);

const RELEASE = { path: '/up/build', field: 'build_sha' };

/** Steps of a service whose `suture.yaml` is the same at each commit. */
async function attach(definition: z.input<typeof ServiceDefinition>) {
  const parsed = parseDefinition(definition);
  const { name } = await store.attachService(
    Attachment.parse({
      name: parsed.name,
      repository: { host: 'local', path: repository },
      url,
      delivery: { kind: 'local', url },
    }),
    'key',
  );
  const text = JSON.stringify(parsed);
  const declared: CodeHost = {
    ...codeHost,
    async readFiles(commit, paths) {
      if (paths.includes('suture.yaml')) return { 'suture.yaml': text };
      return codeHost.readFiles(commit, paths);
    },
  };
  const running = { url, release: parsed.release };
  const delivery = createLocalDelivery({ running, deliveryUrl: url });
  return { name, store, codeHosts: { of: () => declared }, deliveries: { of: () => delivery } };
}

async function verify(
  given: Partial<z.input<typeof FaultDefinition>> = {},
  commit = commits.fix,
  about: Partial<z.input<typeof ServiceDefinition>> = {},
) {
  const incidentId = await incidentIn(store, 'deploying');
  const incident = await store.getIncident(incidentId);
  const deps = await attach({
    name: 'shop',
    release: RELEASE,
    health: '/up',
    verify: 'probe',
    upstreams: [{ name: 'api', command: ['node'], health: '/', variable: 'URL' }],
    vary: { value: { upstream: 'api', variable: 'V', production: 42, range: [1, 9] } },
    faults: [
      {
        code: incident?.error_code ?? '',
        type: 'broken_thing',
        title: 'A thing is broken',
        severity: 'high',
        route: '/things',
        allowedFiles: ['src/one.ts'],
        probe: {
          request: { method: 'POST', path: '/things?a=1', body: { n: 1 } },
          expect: { status: 200, body: { value: '$value' } },
          timeoutMs,
        },
        policy: { verificationRuns: 4 },
        ...given,
      },
    ],
    ...about,
  });
  const { verifyFix } = createVerifyActivities(deps);
  const rollout = {
    status: 'success' as const,
    head: commit,
    runUrl: null,
    detail: '',
    durationsMs: { build: 5 },
    learnedBy: 'callback' as const,
  };
  const input = { incidentId, healRun: 1, attempt: 1, commit, rollout };
  const again = (more: { watchedSince?: number } = {}) => inActivity(verifyFix, { ...input, ...more });
  return { incidentId, verification: await again(), again };
}

describe('a fix is verified', () => {
  it('by probes of the running service, which records none of them', async () => {
    const { verification, incidentId } = await verify();
    expect(verification).toMatchObject({
      passed: true,
      runs: 4,
      passed_runs: 4,
      failures: [],
      build_before: commits.fix,
      build_after: commits.fix,
      summary: '4 of 4 probes of the running service passed.',
      work: [{ kind: 'verification', attempt: 1, refused: false }],
    });
    expect(
      probes.map(({ method, url: path, headers }) => [method, path, headers['x-fault-verification']]),
    ).toEqual(Array(4).fill(['POST', '/things?a=1', '1']));
    expect((await store.getIncident(incidentId))?.phase).toBe('verifying');
  });

  it('on a release that contains it and later commits', async () => {
    live = commits.later;
    expect((await verify()).verification).toMatchObject({ passed: true, build_after: commits.later });
  });

  it('with failures that the assurance allows for', async () => {
    answer = (call) => (call === 2 ? { status: 504, body: {} } : { body: { value: 42 } });
    const { verification } = await verify({ assurance: { successRate: 0.9 } });
    expect(verification).toMatchObject({ passed: true, runs: 8, passed_runs: 7 });
  });

  it('again, when the step is repeated, without a second row', async () => {
    const { again, incidentId } = await verify();
    expect((await again()).passed).toBe(true);
    const { timeline } = (await store.getIncidentDetail(incidentId)) ?? {};
    expect(timeline?.filter(({ to_phase }) => to_phase === 'verifying')).toHaveLength(1);
  });

  it('by the health of the service where the probe is a command, which needs the sandbox', async () => {
    answer = () => ({ body: 'anything' });
    const { verification } = await verify({ probe: { kind: 'command', command: ['node', 'check.mjs'] } });
    expect(verification.passed).toBe(true);
    expect(probes[0]?.url).toBe('/up');
  });

  it('by any answer where the probe is a command and the service has no health path', async () => {
    answer = () => ({ status: 404, body: {} });
    const probe = { kind: 'command' as const, command: ['node', 'check.mjs'] };
    const { verification } = await verify({ probe }, commits.fix, { health: null });
    expect(verification.passed).toBe(true);
  });

  it.each([
    ['the service allows no probe', {}, { verify: 'watch' as const }],
    ['its probe is not for production', { production: false }, {}],
  ])('without any request where %s', async (_, probe, about) => {
    const request = { method: 'POST', path: '/things' };
    const given = { probe: { request, expect: { status: 200 }, ...probe }, policy: { watchSeconds: 20 } };
    const { verification, again } = await verify(given, commits.fix, about);
    expect(verification).toMatchObject({ passed: false, watchSeconds: 20, runs: 0 });
    expect(await again({ watchedSince: Date.now() })).toMatchObject({
      passed: true,
      summary: expect.stringContaining('did not return within 20 s and at least 3 requests of /things'),
      requests: 3,
    });
    expect(probes).toEqual([]);
  });

  it('by its own probe where the service allows no other', async () => {
    const request = { method: 'GET', path: '/things' };
    const given = { probe: { request, expect: { status: 200 }, production: true } };
    const { verification } = await verify(given, commits.fix, { verify: 'watch' });
    expect(verification).toMatchObject({ passed: true, runs: 4 });
  });

  it('without a build, on a service that reports no release', async () => {
    const { verification } = await verify({}, commits.fix, { release: null });
    expect(verification).toMatchObject({ passed: true, build_before: null, build_after: null });
  });
});

describe('a fix is not verified', () => {
  const wrong: [string, typeof answer, string][] = [
    ['answers another status', () => ({ status: 500, body: {} }), 'answered 500 instead of 200'],
    [
      'answers something else',
      () => ({ body: { value: 41 } }),
      'answered {"value":41} instead of {"value":42}',
    ],
    [
      'answers what is no JSON of this shape',
      () => ({ body: 'ok' }),
      'answered "ok" instead of {"value":42}',
    ],
    ['does not answer in time', () => 'never', 'did not answer within 300 ms'],
  ];
  it.each(wrong)('when the service %s', async (_, given, why) => {
    answer = given;
    if (given(0) === 'never') timeoutMs = 300;
    const { verification } = await verify();
    expect(verification).toMatchObject({ passed: false, passed_runs: 0, runs: 4, failures: [why] });
    expect(verification.summary).toContain(why);
    expect(verification.work).toMatchObject([{ refused: true }]);
  });

  it('when it fails more often than chance allows', async () => {
    answer = (call) => (call % 2 ? { status: 504, body: {} } : { body: { value: 42 } });
    expect((await verify({ assurance: { successRate: 0.99 } })).verification.passed).toBe(false);
  });

  it('on a release that does not contain it, however well that answers', async () => {
    live = commits.first;
    const { verification } = await verify();
    expect(verification).toMatchObject({ passed: false, live: false, runs: 0 });
    expect(verification.summary).toContain(`${commits.first.slice(0, 10)} does not contain`);
  });

  it('when another release takes over meanwhile', async () => {
    answer = (call) => {
      if (call === 4) live = commits.first;
      return { body: { value: 42 } };
    };
    expect((await verify()).verification).toMatchObject({ passed: false, build_before: commits.fix });
  });

  it('when it fails on a service that reports no release', async () => {
    answer = () => ({ status: 500, body: {} });
    const { verification } = await verify({}, commits.fix, { release: null });
    expect(verification).toMatchObject({ passed: false, build_before: null, build_after: null, runs: 4 });
  });

  it('when its failure returns on a release with it, and not when another release fails', async () => {
    const { incidentId, again } = await verify({}, commits.fix, { verify: 'watch' });
    const watchedSince = Date.now();
    const incident = await store.getIncident(incidentId);
    const fail = (buildSha: string) =>
      store.recordOccurrence(
        occurrence({ service: incident?.service, faultCode: incident?.error_code, buildSha }),
      );
    await fail(commits.first);
    expect((await again({ watchedSince })).passed).toBe(true);
    await fail(commits.later);
    expect(await again({ watchedSince })).toMatchObject({
      passed: false,
      summary: 'The failure returned 1 time on a release with the fix.',
    });
  });

  it.each([
    ['was not asked for', () => ({ counts_since: 0, requests: {} }), 0, 'There was no traffic on /things'],
    [
      'was asked for on a release without it',
      () => ({ counts_since: 0, requests: { [commits.first]: 9 } }),
      0,
      'There was no traffic on /things',
    ],
    ['has nothing that counts its requests', () => null, null, 'nothing counts the requests of /things'],
    [
      'was not counted from the beginning',
      () => ({ counts_since: Date.now() + 60_000, requests: {} }),
      null,
      'nothing counts the requests of /things',
    ],
  ])('nor rolled back when its route %s while it is watched', async (_, counts, requests, why) => {
    traffic = counts();
    const { again, incidentId } = await verify({}, commits.fix, { verify: 'watch' });
    const verification = await again({ watchedSince: Date.now() });
    expect(verification).toMatchObject({ passed: false, unverified: true, requests, failures: [] });
    expect(verification.summary).toContain(why);
    const { timeline = [] } = (await store.getIncidentDetail(incidentId)) ?? {};
    const said = timeline.find(({ to_phase }) => to_phase === 'verifying')?.message;
    expect(said).toContain(traffic === null || requests === null ? 'Nothing counts' : 'Without a request');
  });

  it('and no verdict is reached while the service does not report which build is live', async () => {
    live = undefined as unknown as string;
    await expect(verify()).rejects.toMatchObject({ type: 'service_unavailable', retryable: true });
  });
});

describe('the outcome of a rollout', () => {
  const check = async (
    commit: string,
    callback: null | { commit_sha: string; status: 'success' | 'failure' },
    named = true,
  ) => {
    const deps = await attach({ name: 'shop', release: RELEASE });
    return inActivity(createRolloutActivities(deps).checkRollout, {
      ...(named && { service: deps.name }),
      commit,
      callback: callback && {
        service: deps.name,
        incidents: [],
        run_url: 'http://run',
        detail: '',
        durations_ms: {},
        ...callback,
      },
    });
  };

  it('is what a callback about it, or about a later head, says', async () => {
    for (const commit_sha of [commits.fix, commits.later]) {
      expect(await check(commits.fix, { commit_sha, status: 'success' })).toMatchObject({
        status: 'success',
        head: commit_sha,
        learnedBy: 'callback',
      });
    }
  });

  it('is found for the only service by a step that names none', async () => {
    outcome = { status: 'success', run_url: null, detail: '' };
    expect(await check(commits.fix, null, false)).toMatchObject({ status: 'success' });
  });

  it('is not what a callback about an earlier head says', async () => {
    expect(await check(commits.fix, { commit_sha: commits.first, status: 'success' })).toBeNull();
    expect(await check(commits.fix, { commit_sha: commits.first, status: 'failure' })).toBeNull();
  });

  it('is not the failure of a later head when it was live before', async () => {
    outcome = { status: 'success', run_url: null, detail: '' };
    expect(await check(commits.fix, { commit_sha: commits.later, status: 'failure' })).toBeNull();
    outcome = { status: 'pending', run_url: null, detail: '' };
    expect(await check(commits.fix, { commit_sha: commits.later, status: 'failure' })).toMatchObject({
      status: 'failure',
    });
  });

  it('is asked for when no callback comes', async () => {
    outcome = { status: 'pending', run_url: null, detail: '' };
    expect(await check(commits.fix, null)).toBeNull();
    outcome = { status: 'failure', run_url: 'http://run', detail: 'The build failed.' };
    expect(await check(commits.fix, null)).toMatchObject({
      status: 'failure',
      detail: 'The build failed.',
      learnedBy: 'asked',
    });
  });

  it('shows in the running service when the delivery does not know', async () => {
    live = commits.later;
    expect(await check(commits.fix, null)).toMatchObject({ status: 'success', head: commits.later });
    live = commits.first;
    expect(await check(commits.fix, null)).toBeNull();
    live = 'development';
    expect(await check(commits.fix, null)).toBeNull();
  });
});
