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

it('shows none for a fault that the service declares', async () => {
  const id = await incidentIn(test.store, 'analyzing');
  const answer = await test.app.request(`${BASE}/${id}`, { headers: { accept: 'application/json' } });
  expect(await jsonOf(answer)).toMatchObject({ discovered: null });
});
