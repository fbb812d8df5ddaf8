import { cp, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { definitionOf } from '../domain/detection/testing.ts';
import { createParseGuard } from '../platform/parse-guard.ts';
import { prepareTemplate } from './database/prepare-template.ts';
import { createScratchDatabases } from './database/scratch-databases.ts';
import { createLease } from './lease.ts';
import { askProbe } from './probe-http.ts';
import { chooseSandbox } from './sandbox/sandbox.ts';
import { openStage, type Stage } from './stage.ts';
import { type RunningService, startService } from './start-service.ts';
import { bubblewrapForTests, OWN_PACKAGES } from './testing.ts';
import type { Base, Tools } from './tools.ts';
import { createAuthority } from './witness/authority.ts';
import { describeUnanswered } from './witness/dials.ts';
import { findRedis } from './witness/find-redis.ts';
import { furnish } from './worktree.ts';

const found = bubblewrapForTests();
const definition = definitionOf({
  name: 'town',
  // As a person would write it: by npm, without a port.
  start: ['npm', 'start'],
  health: '/health',
  database: { migrate: ['node', 'migrate.mjs'] },
  redis: {},
  environment: { API_TOKEN: { secret: 'sk_test_4eC39HqLyjWDarjtT1zdp7dc' } },
  upstreams: [
    { name: 'rates', hosts: ['api.example.com'], answers: 'answers.yaml' },
    { name: 'stock', hosts: ['stock.internal:8080'], answers: 'stock.json' },
  ],
});

describe.each([
  chooseSandbox({ sandbox: 'process' }),
  ...(found ? [chooseSandbox({ sandbox: 'bubblewrap', bwrapPath: found })] : []),
])('what a service finds in the sandbox by $name', (sandbox) => {
  const { signal } = new AbortController();
  let tools: Tools;
  let stage: Stage;
  let service: RunningService;
  let workFolder: string;
  const scratch: string[] = [];
  beforeAll(async () => {
    workFolder = await mkdtemp(join(tmpdir(), 'surroundings-'));
    const lease = createLease();
    const cacheFolder = join(homedir(), '.cache/suture');
    tools = {
      codeHosts: { of: () => Promise.reject(new Error('nothing is checked out')) as never },
      sandbox,
      lease,
      guard: createParseGuard(),
      databases: createScratchDatabases(inject('databaseUrl'), lease),
      install: async () => OWN_PACKAGES,
      step: (_part, work) => work(),
      workFolder,
      authority: createAuthority(),
      without: new Set(),
      redisProgram: findRedis({ path: process.env.PATH, cacheFolder }),
      launcher: fileURLToPath(new URL('./sandbox/launcher.mjs', import.meta.url)),
      runLimits: { memoryBytes: 768 * 1024 * 1024, timeMs: 120_000 },
      buildLimits: { memoryBytes: 768 * 1024 * 1024, timeMs: 120_000 },
    };
    const folder = join(workFolder, 'town');
    await cp(fileURLToPath(new URL('./fixtures/town', import.meta.url)), folder, { recursive: true });
    const nothing = { output: [], loose: [], scratch, started: { ms: null } };
    const worktree = { ...OWN_PACKAGES, ...nothing, folder, definition };
    await furnish(worktree);
    const template = prepareTemplate(tools, 'town', Promise.resolve(definition), Promise.resolve(worktree));
    const base: Base = {
      ...worktree,
      template,
      checked: Promise.resolve([]),
      checksAlone: async () => true,
      tested: [],
      release() {},
    };
    stage = await openStage({ tools }, { base, groups: 1, eager: () => false });
    const [group] = stage.groups;
    if (!group) throw new Error('no group');
    service = await startService({ tools }, { worktree, stage, group, timeMs: 60_000, signal });
  });
  afterAll(async () => {
    await service?.stop();
    await stage?.close();
    tools?.guard.close();
    await tools?.databases?.close();
    await rm(workFolder, { recursive: true });
  });

  async function ask(name: string) {
    const request = { method: 'GET', path: `/${name}`, headers: { authorization: `Bearer \${API_TOKEN}` } };
    const probe = { kind: 'http' as const, request, expect: { status: 200 }, timeoutMs: 10_000 };
    const { status, body } = await askProbe(probe, service, { marked: false, signal });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return status === 200 ? text : `${status}: ${text}`;
  }

  it('is taken in on the port that answers the health check, which is written into its code', () => {
    const { relay } = stage.groups[0]?.wayOut ?? {};
    expect(relay?.listens()).toMatch(sandbox.name === 'bubblewrap' ? /^port 3000$/ : /^port \d+$/);
  });

  it.each([
    ['pool', 'Ada'],
    ['encrypted', 'Ada'],
    ['verified', 'Ada'],
    ['url', 'Ada'],
    ['socket', 'Ada'],
    ['declared', 'Ada'],
    ['redis', '2,2,heard,NOPERM'],
    ['fetch', '{"rate":2}'],
    ['nodeFetch', '{"rate":2}'],
    ['agent', '{"rate":2},false,{"rate":2},true'],
    ['other', 'plenty'],
    ['unknown', '501'],
    ['undeclared', 'refused'],
    ['mail', 'refused'],
    ['own', '0,1,2,3,4'],
    ['traces', ''],
  ])('answers when it asks by %s', async (name, answer) => {
    expect(await ask(name)).toBe(answer);
  });

  it('has the folder that it makes beside itself at its start', () => {
    expect(scratch).toEqual(sandbox.name === 'bubblewrap' ? ['files/images'] : []);
  });

  it('is the same for a made-up secret, in the shape of the example', async () => {
    const secret = await ask('secret');
    expect(secret).toMatch(/^sk_test_\d[a-z][A-Z]\d\d[A-Z][a-z][A-Z][a-zA-Z0-9]{16}$/);
    expect(secret).not.toBe('sk_test_4eC39HqLyjWDarjtT1zdp7dc');
    expect(secret).toBe(service.variables.API_TOKEN);
  });

  it('is witnessed: statements, commands, requests, and what nothing stands in for', () => {
    expect(stage.database?.witness.sightings().length).toBeGreaterThanOrEqual(6);
    expect(stage.redis?.commands()).toContain('incr a');
    const [rates] = stage.groups[0]?.upstreams ?? [];
    expect(rates?.calls().map(({ request, status }) => `${request} ${status}`)).toContain('GET /nothing 501');
    expect(service.unanswered().map(describeUnanswered).sort()).toEqual([
      'the service asked api.stripe.com:443 by HTTPS, and nothing stands in for it: add an upstream with hosts: ["api.stripe.com"] to suture.yaml',
      'the service asked mail.example.com:25 for SMTP, and nothing stands in for it: let the service start without it in the sandbox',
    ]);
    expect(service.observer.report().did).toContain('dial api.stripe.com:443');
  });
});
