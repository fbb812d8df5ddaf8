import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createCodeHosts } from '../adapters/code-host/registry.ts';
import { createTestClone, type TestClone } from '../adapters/code-host/testing.ts';
import { createSecretGuard } from '../adapters/secrets/secret-guard.ts';
import { judge } from '../app/briefing/judge.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Attachment } from '../domain/service.ts';
import { createStore } from '../store/create-store.ts';
import type { Store } from '../store/store.ts';
import { incidentIn } from '../store/testing/incident-in.ts';
import { createTestDatabase } from '../store/testing.ts';
import { type DefinitionReader, startDefinitionReader } from './definition-reader.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
let log: string[];
let reader: DefinitionReader | null;
const clones: TestClone[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.url });
  log = [];
  reader = null;
});
afterEach(async () => {
  await reader?.stop();
  for (const clone of clones.splice(0)) await clone.remove();
  await store.close();
  await database.drop();
});

function start(
  codeHosts: CodeHosts = createCodeHosts({}, process.env, createSecretGuard([])),
): DefinitionReader {
  reader = startDefinitionReader({
    store,
    codeHosts,
    log: (line) => log.push(line),
    retryMs: 50,
    followMs: 50,
  });
  return reader;
}

async function clone(files: Record<string, string>): Promise<TestClone> {
  const made = await createTestClone(files);
  clones.push(made);
  return made;
}

function attachment(name: string, folder: string): Attachment {
  return {
    name,
    repository: { host: 'local', path: join(folder, '.git') },
    branch: 'main',
    url: 'http://127.0.0.1:8002',
    delivery: { kind: 'local', url: 'http://127.0.0.1:8001' },
  };
}

const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 20 });

it('reads the definition of every attached service at the start', async () => {
  const shop = await clone({ 'suture.yaml': 'name: shop\nhealth: /healthz\n' });
  const bank = await clone({ 'suture.yaml': 'name: bank\noutput: [build]\n' });
  await store.attachService(attachment('shop', shop.folder), 'key of the shop');
  await store.attachService(attachment('bank', bank.folder), 'key of the bank');
  await start().first;
  expect(await store.getService('shop')).toMatchObject({
    definition: { health: '/healthz' },
    definitionCommit: await shop.git('rev-parse', 'HEAD'),
    problem: null,
  });
  expect(await store.getService('bank')).toMatchObject({ definition: { output: ['build'] } });
  expect(log).toEqual([]);
});

it('reads a definition again when it is asked to', async () => {
  const shop = await clone({ 'suture.yaml': 'name: shop\n' });
  await store.attachService(attachment('shop', shop.folder), 'key');
  const { read } = start();
  await until(async () => expect((await store.getService('shop'))?.definition?.health).toBeNull());
  await shop.commit({ 'suture.yaml': 'name: shop\nhealth: /up\n' });
  read('shop');
  await until(async () => expect((await store.getService('shop'))?.definition?.health).toBe('/up'));
});

it('keeps the problem of a service whose repository is missing, serves the others, and tries again', async () => {
  const shop = await clone({ 'suture.yaml': 'name: shop\n' });
  const bank = await clone({ 'suture.yaml': 'name: bank\n' });
  const elsewhere = join(bank.root, 'elsewhere');
  await rename(join(bank.folder, '.git'), elsewhere);
  await store.attachService(attachment('bank', bank.folder), 'key of the bank');
  await store.attachService(attachment('shop', shop.folder), 'key of the shop');
  start();
  await until(async () => {
    expect(await store.getService('shop')).toMatchObject({ definition: { name: 'shop' } });
    expect((await store.getService('bank'))?.problem).toContain('the path of a bare repository');
  });
  await rename(elsewhere, join(bank.folder, '.git'));
  await until(async () => {
    expect(await store.getService('bank')).toMatchObject({ definition: { name: 'bank' }, problem: null });
  });
  expect(log).toEqual([expect.stringMatching(/^The definition of bank: git .* failed in /)]);
});

it('names what is wrong with a definition, and takes the corrected one without being asked', async () => {
  const shop = await clone({ 'suture.yaml': 'name: shop\nhealth: 7\n' });
  await store.attachService(attachment('shop', shop.folder), 'key');
  start();
  await until(async () => {
    expect(await store.getService('shop')).toMatchObject({
      definition: null,
      problem: expect.stringContaining('health: '),
    });
  });
  await shop.commit({ 'suture.yaml': 'name: shop\nhealth: /up\n' });
  await until(async () => expect((await store.getService('shop'))?.definition?.health).toBe('/up'));
});

it('keeps a definition that was read before while the code host is away', async () => {
  const shop = await clone({ 'suture.yaml': 'name: shop\n' });
  await store.attachService(attachment('shop', shop.folder), 'key');
  const { read } = start();
  await until(async () => expect((await store.getService('shop'))?.definition).not.toBeNull());
  await rename(join(shop.folder, '.git'), join(shop.root, 'away'));
  read('shop');
  // One that was under way when the folder went away says something else than the next one.
  await until(async () => expect(log[0]).toMatch(/^The definition of shop: /));
  expect(await store.getService('shop')).toMatchObject({ definition: { name: 'shop' }, problem: null });
});

it('keeps a definition with the problem of the place to which the service moved', async () => {
  const shop = await clone({ 'suture.yaml': 'name: shop\nhealth: /up\n' });
  await store.attachService(attachment('shop', shop.folder), 'key');
  start();
  await until(async () => expect((await store.getService('shop'))?.definition).not.toBeNull());
  await store.attachService(
    { ...attachment('shop', join(shop.root, 'away')), url: 'http://127.0.0.1:1' },
    null,
  );
  await until(async () => expect((await store.getService('shop'))?.problem).toContain('the path of a bare'));
  expect(await store.getService('shop')).toMatchObject({
    definition: { health: '/up' },
    definitionCommit: null,
  });
});

it('names the credentials that a service needs and that are not set', async () => {
  const repository = { host: 'github', owner: 'ada', repo: 'shop', baseUrl: 'http://127.0.0.1:1' } as const;
  await store.attachService({ ...attachment('shop', '/unused'), repository }, 'key');
  start();
  await until(async () => {
    expect((await store.getService('shop'))?.problem).toContain('set GITHUB_TOKEN');
  });
});

it('notices that a forced push dropped the fix of a resolved incident, and that it is back', async () => {
  const shop = await clone({ 'suture.yaml': 'name: shop\n' });
  const before = await shop.git('rev-parse', 'HEAD');
  const fix = await shop.commit({ 'one.txt': 'fixed' });
  await store.attachService(attachment('shop', shop.folder), 'key');
  const incidentId = await incidentIn(store, 'resolved');
  await store.recordPush({ commit: fix, kind: 'fix', incidentId, attempt: 1, resetId: null });
  start();
  const lost = async () => (await store.systemState([])).lost.map(({ id }) => id);
  const head = async () => (await store.getService('shop'))?.definitionCommit;
  await until(async () => expect(await head()).toBe(fix));
  expect(await lost()).toEqual([]);

  await shop.git('reset', '--quiet', '--hard', before);
  await until(async () => expect(await lost()).toEqual([incidentId]));
  const counts = { detected: 0, in_progress: 0, resolved: 1, failed: 0 };
  expect(judge(counts, await store.systemState([]))).toMatchObject({
    tone: 'bad',
    word: '1 fix is missing on the branch.',
    about: [{ id: incidentId }],
  });
  const detail = await store.getIncidentDetail(incidentId);
  expect(detail?.timeline.at(-1)?.message).toContain(`does not contain the fix ${fix.slice(0, 10)} any more`);

  await shop.git('reset', '--quiet', '--hard', fix);
  await until(async () => expect(await lost()).toEqual([]));
});

it('reads a definition again when the branch moves', async () => {
  const shop = await clone({ 'suture.yaml': 'name: shop\n' });
  await store.attachService(attachment('shop', shop.folder), 'key');
  start();
  await until(async () => expect((await store.getService('shop'))?.definition?.health).toBeNull());
  await shop.commit({ 'suture.yaml': 'name: shop\nhealth: /up\n' });
  await until(async () => expect((await store.getService('shop'))?.definition?.health).toBe('/up'));
});
