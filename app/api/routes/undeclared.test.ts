import { afterAll, beforeAll, expect, it } from 'vitest';
import { DiscoveredFault } from '../../../domain/discovered.ts';
import { incidentIn } from '../../../store/testing/incident-in.ts';
import { createTestApp, jsonOf, type TestApp } from '../../testing/test-app.ts';

const BASE = '/developer/incidents';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

it('shows the frames and the reason of a fault that nobody declared, to programs and to people', async () => {
  const id = await incidentIn(test.store, 'analyzing', { service: 'shop', faultCode: 'ERR_0123456789AB' });
  const fault = DiscoveredFault.parse({
    service: 'shop',
    code: 'ERR_0123456789AB',
    title: 'TypeError in charge, src/orders.ts',
    kind: 'error',
    severity: 'medium',
    method: 'POST',
    route: '/orders',
    reason: [{ part: 'class', value: 'Type<b>Error' }],
    frames: [
      { file: 'src/orders.ts', function: 'charge', line: 3, inApp: true, mapped: true, why: null },
      {
        file: 'x/layer.js',
        function: null,
        line: 95,
        inApp: false,
        mapped: false,
        why: 'It is in the package express.',
      },
    ],
    allowedFiles: ['src/orders.ts'],
    missing: ['The report names no release, so the newest commit is taken.'],
  });
  await test.store.saveDiscoveredFault(fault);
  const answer = await test.app.request(`${BASE}/${id}`, { headers: { accept: 'application/json' } });
  expect(await jsonOf(answer)).toMatchObject({ discovered: fault });
  const page = await test.app.request(`${BASE}/${id}`, { headers: { accept: 'text/html' } });
  const html = await page.text();
  expect(html).toContain('TypeError in charge, src/orders.ts</h1>');
  expect(html).toContain('<code>src/orders.ts:3</code> in charge');
  expect(html).toContain('It is in the package express.');
  expect(html).toContain('The report names no release');
  // What the fingerprint is made of came with an event: data, never markup.
  expect(html).toContain('Type&lt;b&gt;Error');
  expect(html).not.toContain('Type<b>');
});

it('merges two faults and splits them again, for the failures that follow', async () => {
  const [one, other] = await Promise.all(
    ['ERR_0000000000A1', 'ERR_0000000000A2'].map(async (code) => {
      const id = await incidentIn(test.store, 'analyzing', { service: 'cart', faultCode: code });
      const fault = {
        service: 'cart',
        code,
        title: 't',
        kind: 'error',
        severity: 'medium',
        method: null,
        route: '/',
      };
      await test.store.saveDiscoveredFault(
        DiscoveredFault.parse({ ...fault, reason: [], frames: [], allowedFiles: [], missing: [] }),
      );
      return id;
    }),
  );
  const groups = async () =>
    (await test.store.discoveredFaults('cart'))
      .map(({ fault, mergedInto, split }) => [fault.code.slice(-2), mergedInto?.slice(-2) ?? null, split])
      .sort();
  const post = async (path: string, body: object) => (await test.post(`${BASE}/${path}`, body)).status;
  expect(await post(`${one}/merge`, { into: other, by: 'Ada' })).toBe(200);
  expect(await groups()).toEqual([
    ['A1', 'A2', false],
    ['A2', null, false],
  ]);
  // The other way round it would be a circle.
  expect(await post(`${other}/merge`, { into: one })).toBe(409);
  expect(await post(`${other}/split`, { by: 'Ada' })).toBe(200);
  expect(await groups()).toEqual([
    ['A1', null, false],
    ['A2', null, false],
  ]);
  expect(await post(`${other}/split`, {})).toBe(200);
  expect(await groups()).toEqual([
    ['A1', null, false],
    ['A2', null, true],
  ]);
  const declared = await incidentIn(test.store, 'analyzing', { service: 'cart' });
  expect(await post(`${declared}/split`, {})).toBe(409);
  expect(await post(`LIVE-9999/merge`, { into: one })).toBe(404);
  const detail = await test.store.getIncidentDetail(String(one));
  expect(detail?.timeline.at(-1)?.message).toBe(
    `Ada merges its fault into ${other}: its failures count there from now on.`,
  );
});

it('shows none for a fault that the service declares', async () => {
  const id = await incidentIn(test.store, 'analyzing');
  const answer = await test.app.request(`${BASE}/${id}`, { headers: { accept: 'application/json' } });
  expect(await jsonOf(answer)).toMatchObject({ discovered: null });
});
