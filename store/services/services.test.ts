import { afterEach, beforeEach, expect, it } from 'vitest';
import { Attachment } from '../../domain/service.ts';
import { parseDefinition } from '../../domain/service-definition.ts';
import { createStore } from '../create-store.ts';
import type { OutboxMessage } from '../model.ts';
import type { Store } from '../store.ts';
import { incidentIn } from '../testing/incident-in.ts';
import { occurrence } from '../testing/occurrence.ts';
import { createTestDatabase } from '../testing.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
beforeEach(async () => {
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.url });
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const attachment = (name = 'shop', branch = 'main') =>
  Attachment.parse({
    name,
    repository: { host: 'local', path: `/repositories/${name}.git` },
    branch,
    url: 'http://127.0.0.1:8002',
    delivery: { kind: 'local', url: 'http://127.0.0.1:8001' },
  });
const commit = 'a'.repeat(40);
const definition = parseDefinition({ name: 'shop', build: 'npm run build' });

async function messages(): Promise<OutboxMessage[]> {
  const taken: OutboxMessage[] = [];
  await store.dispatchOutbox(async ({ message }) => void taken.push(message), 100);
  return taken;
}

it('attaches a service and asks a worker to read its definition', async () => {
  const record = await store.attachService(attachment(), 'key-1');
  expect(record).toEqual({
    ...attachment(),
    definition: null,
    definitionCommit: null,
    problem: null,
    attachedAt: expect.any(Date),
  });
  expect(await store.getService('shop')).toEqual(record);
  expect(await messages()).toEqual([{ kind: 'read_definition', service: 'shop' }]);
});

it('lists attached services by name', async () => {
  await store.attachService(attachment('shop'), 'key-1');
  await store.attachService(attachment('blog'), 'key-2');
  expect((await store.listServices()).map(({ name }) => name)).toEqual(['blog', 'shop']);
});

it('finds a service by its key, and by its newest key only', async () => {
  await store.attachService(attachment(), 'key-1');
  expect(await store.serviceOfKey('key-1')).toMatchObject({ name: 'shop' });
  await store.attachService(attachment(), 'key-2');
  expect(await store.serviceOfKey('key-1')).toBeNull();
  expect(await store.serviceOfKey('key-2')).toMatchObject({ name: 'shop' });
  expect(await messages()).toHaveLength(2);
});

it('does not keep the key itself', async () => {
  await store.attachService(attachment(), 'a-key-in-plain-text');
  expect(JSON.stringify(await store.listServices())).not.toContain('a-key-in-plain-text');
});

it('saves a definition, and a problem in its place', async () => {
  await store.attachService(attachment(), 'key-1');
  await store.saveDefinition('shop', commit, definition, null);
  expect(await store.getService('shop')).toMatchObject({
    definition,
    definitionCommit: commit,
    problem: null,
  });
  await store.saveDefinition('shop', 'b'.repeat(40), null, 'suture.yaml is not valid.');
  expect(await store.getService('shop')).toMatchObject({
    definition: null,
    definitionCommit: 'b'.repeat(40),
    problem: 'suture.yaml is not valid.',
  });
});

it('keeps the definition of a service that is attached again, and its commit on the same branch only', async () => {
  await store.attachService(attachment(), 'key-1');
  await store.saveDefinition('shop', commit, definition, null);
  expect(await store.attachService({ ...attachment(), url: 'http://127.0.0.1:9' }, 'key-1')).toMatchObject({
    url: 'http://127.0.0.1:9',
    definition,
    definitionCommit: commit,
  });
  expect(await store.attachService(attachment('shop', 'next'), 'key-1')).toMatchObject({
    branch: 'next',
    definition,
    definitionCommit: null,
    problem: null,
  });
});

it('detaches a service with its key and its waiting messages, and keeps its incidents', async () => {
  await store.attachService(attachment(), 'key-1');
  const id = await incidentIn(store, 'analyzing', { service: 'shop' });
  expect(await store.detachService('shop')).toBe(true);
  expect(await store.detachService('shop')).toBe(false);
  expect(await store.getService('shop')).toBeNull();
  expect(await store.serviceOfKey('key-1')).toBeNull();
  expect(await messages()).toMatchObject([{ kind: 'start_heal', incidentId: id }]);
});

it('refuses a key that another service has', async () => {
  await store.attachService(attachment('shop'), 'key-1');
  await expect(store.attachService(attachment('blog'), 'key-1')).rejects.toThrow();
});

it('finds the heals, rollbacks and resets that wait for a rollout of a service', async () => {
  const deploying = await incidentIn(store, 'deploying', { service: 'shop' });
  const verifying = await incidentIn(store, 'verifying', { service: 'shop' });
  const early = await incidentIn(store, 'fixing', { service: 'shop' });
  const other = await incidentIn(store, 'deploying', { service: 'blog' });
  const resolved = await incidentIn(store, 'resolved', { service: 'shop' });
  const named = [deploying, verifying, early, other, resolved, 'LIVE-9999'];
  expect(await store.workflowsAwaitingRollout('shop', named)).toEqual([
    `heal-${deploying}`,
    `heal-${verifying}`,
  ]);
  expect(await store.workflowsAwaitingRollout('shop', [verifying])).toEqual([`heal-${verifying}`]);
  expect(await store.workflowsAwaitingRollout('blog', named)).toEqual([`heal-${other}`]);

  await store.requestRollBack(resolved, 'Ada', 'It is slow.');
  expect(await store.workflowsAwaitingRollout('shop', [resolved])).toEqual([`roll-back-${resolved}`]);
  const { reset } = await store.requestReset('Ada');
  expect(await store.workflowsAwaitingRollout('shop', [])).toEqual([reset.workflowId]);
});

it('counts the same idempotency key once a service', async () => {
  const given = { service: 'shop', key: 'request-1' };
  const one = await store.recordOccurrence(occurrence(given));
  expect(await store.recordOccurrence(occurrence(given))).toMatchObject({
    incidentId: one.incidentId,
    affectedRequests: 1,
    known: true,
  });
  const two = await store.recordOccurrence(occurrence({ service: 'blog', key: 'request-1' }));
  expect(two.opened).toBe(true);
  expect(two.incidentId).not.toBe(one.incidentId);
});
