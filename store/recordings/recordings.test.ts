import { afterEach, beforeEach, expect, it } from 'vitest';
import { DiscoveredFault } from '../../domain/discovered.ts';
import { Recording } from '../../domain/recording.ts';
import { createStore } from '../create-store.ts';
import type { Store } from '../store.ts';
import { incidentIn } from '../testing/incident-in.ts';
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

function recording(key: string, more: Partial<Recording> = {}): Recording {
  return Recording.parse({
    service: 'shop',
    key,
    route: '/orders/:id',
    reason: 'failed',
    logLine: '',
    latencyMs: 1,
    at: '2026-11-29T10:00:00.000Z',
    ...more,
  });
}

const faultCode = 'ERR_0123456789AB';

it('keeps the last five recordings of a fault, and those of the recorder longer', async () => {
  const incidentId = await incidentIn(store, 'analyzing', { service: 'shop' });
  const of = { faultCode, incidentId };
  const first = recording('first', {
    request: { method: 'POST', path: '/', headers: {}, body: { text: 'a NUL: \0' } },
  });
  await store.keepRecording(first, of);
  for (const key of ['1', '2', '3', '4', '5', '6']) {
    await store.keepRecording(recording(key, { source: 'sentry' }), of);
  }
  const kept = await store.recordingsOf(incidentId);
  expect(kept.map(({ key }) => key)).toEqual(['first', '6', '5', '4', '3']);
  expect(await store.recordingFor(incidentId)).toEqual(first);
});

it('keeps good requests by their route, apart from failures', async () => {
  for (const key of ['1', '2', '3', '4', '5', '6']) {
    await store.keepRecording(recording(key, { good: true }), null);
  }
  const other = recording('7', { good: true, route: '/carts' });
  await store.keepRecording(other, null);
  const kept = await store.goodRecordings('shop', '/orders/:id');
  expect(kept.map(({ key }) => key)).toEqual(['6', '5', '4', '3', '2']);
  expect(await store.goodRecordings('shop', '/carts')).toEqual([other]);
});

it('finds good requests of a path beside the route where the route itself has none', async () => {
  const kept = ['/users/eva/cart', '/users/eva/orders', '/carts', '/shops/1/users/eva'];
  for (const route of kept) await store.keepRecording(recording(route, { good: true, route }), null);
  const found = async (route: string) => (await store.goodRecordings('shop', route)).map(({ key }) => key);
  expect(await found('/users/tom/cart')).toEqual(['/users/eva/cart']);
  expect(await found('/users/eva/cart')).toEqual(['/users/eva/cart']);
  expect(await found('/orders')).toEqual([]);
});

it('returns null for an incident without a recording', async () => {
  const incidentId = await incidentIn(store, 'analyzing', { service: 'shop' });
  expect(await store.recordingFor(incidentId)).toBeNull();
});

it('keeps a discovered fault of a service, and replaces what it knows of it', async () => {
  const fault = DiscoveredFault.parse({
    service: 'shop',
    code: faultCode,
    title: 'TypeError in charge',
    kind: 'error',
    severity: 'high',
    method: 'POST',
    route: '/orders',
    reason: [{ part: 'class', value: 'TypeError' }],
    frames: [],
    allowedFiles: ['src/charge.ts'],
    missing: [],
  });
  await store.saveDiscoveredFault(fault);
  await store.saveDiscoveredFault({ ...fault, severity: 'critical' });
  expect(await store.discoveredFault('shop', faultCode)).toEqual({ ...fault, severity: 'critical' });
  expect(await store.discoveredFault('blog', faultCode)).toBeNull();
});
