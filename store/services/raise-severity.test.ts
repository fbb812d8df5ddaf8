import { expect, it } from 'vitest';
import { DiscoveredFault } from '../../domain/discovered.ts';
import { createStore } from '../create-store.ts';
import { createTestDatabase } from '../testing.ts';

const of = { service: 'shop', code: 'ERR_0123456789AB' };
const fault = DiscoveredFault.parse({
  ...of,
  ...{ title: 'TypeError in charge', kind: 'error', severity: 'medium', method: 'GET', route: '/orders/:id' },
  ...{ base: 'x', routeTemplate: null, sql: null, source: 'recorder', reason: [], frames: [] },
  ...{ allowedFiles: [], missing: [] },
});
const occurrence = {
  ...{ service: 'shop', faultCode: of.code, faultType: 'undeclared_error', severity: 'medium' as const },
  ...{ route: '/orders/:id', reason: 'TypeError', logLine: 'TypeError: x', latencyMs: 0, at: new Date() },
  ...{ errorClass: null, message: '', sqlstate: null, stack: null, trace: null, key: null, buildSha: null },
};

it('raises the severity by the share of the requests of the route that fail, and says so once', async () => {
  const database = await createTestDatabase();
  const store = createStore({ databaseUrl: database.url });
  try {
    const fail = async (times: number) => {
      const group = { occurrences: [occurrence], times, fault, recordings: [], isRepeat: false };
      return (await store.recordFailures([group]))[0] ?? '';
    };
    const serve = async (requests: number) => {
      const counted = ['GET', 'POST'].map((method) => ({ method, route: '/orders/:id', requests }));
      const said = { service: 'shop', release: null, node: 'v20', address: null, started: true };
      await store.saveHello({ ...said, requests: counted });
      await store.raiseSeverity('shop');
    };
    const id = await fail(4);
    const severity = async () => (await store.getIncident(id))?.severity;
    await serve(10);
    expect(await severity()).toBe('medium');
    await serve(15);
    expect(await severity()).toBe('high');
    await fail(20);
    await serve(5);
    await serve(500);
    expect(await severity()).toBe('critical');
    const { timeline } = (await store.getIncidentDetail(id)) ?? { timeline: [] };
    expect(timeline.filter(({ kind }) => kind === 'note').map(({ message }) => message)).toEqual([
      'Severity high: 16 % of 25 requests of /orders/:id fail.',
      'Severity critical: 80 % of 30 requests of /orders/:id fail.',
    ]);
  } finally {
    await store.close();
    await database.drop();
  }
});
