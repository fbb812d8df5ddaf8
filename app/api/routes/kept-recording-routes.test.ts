import { afterAll, beforeAll, expect, it } from 'vitest';
import { Recording } from '../../../domain/recording.ts';
import { incidentIn } from '../../../store/testing/incident-in.ts';
import { createTestApp, jsonOf, type TestApp } from '../../testing/test-app.ts';

const BASE = '/developer/incidents';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const recording = Recording.parse({
  service: 'shop',
  key: 'k',
  route: '/orders/:id',
  reason: 'status_500',
  logLine: '',
  latencyMs: 1,
  at: '2026-11-29T10:00:00.000Z',
  request: { method: 'GET', path: '/orders/<b>17</b>' },
  pseudonyms: true,
});

it('shows exactly what was sent of an incident, to programs and to people', async () => {
  const incidentId = await incidentIn(test.store, 'analyzing', { service: 'shop' });
  const empty = await test.app.request(`${BASE}/${incidentId}/recording`);
  expect([empty.status, await empty.text()]).toEqual([
    200,
    expect.stringContaining('Nothing was recorded of this incident.'),
  ]);
  await test.store.keepRecording(recording, { faultCode: 'ERR_0123456789AB', incidentId });
  const answer = await test.app.request(`${BASE}/${incidentId}/recordings`);
  expect(await jsonOf(answer)).toEqual({ incident_id: incidentId, recordings: [recording] });
  const page = await (await test.app.request(`${BASE}/${incidentId}/recording`)).text();
  expect(page).toContain('made up by the service');
  // What was sent is data, never markup.
  expect(page).toContain('/orders/&lt;b&gt;17');
  expect(page).not.toContain('<b>17');
});

it('knows no recordings of an incident that does not exist', async () => {
  const answer = await test.app.request(`${BASE}/LIVE-9999/recordings`);
  expect([answer.status, await jsonOf(answer)]).toMatchObject([404, { error: { code: 'unknown_incident' } }]);
  expect((await test.app.request(`${BASE}/LIVE-9999/recording`)).status).toBe(404);
});
