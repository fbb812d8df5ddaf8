import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { ReplayReport } from '../stack/local/replay-local.ts';
import { type LocalRig, openLocalRig } from './testing/local.ts';
import { BASE, type Files, git, write } from './testing/small-service.ts';

const FIXED: Files = {
  ...BASE,
  'src/server.js': String(BASE['src/server.js']).replace(
    'const { note } = orders.get(id);',
    'if (!orders.has(id)) return response.writeHead(404).end();\n    const { note } = orders.get(id);',
  ),
};

function recording(path: string): string {
  return JSON.stringify({
    service: 'shop',
    key: path,
    request: { method: 'GET', path, headers: { host: 'shop.example' } },
    status: 500,
    route: '/orders/:id',
    reason: 'status_500',
    logLine: '',
    latencyMs: 12,
    at: '2026-11-29T10:00:00.000Z',
  });
}

let rig: LocalRig;
let folder: string;
beforeAll(() => {
  rig = openLocalRig(inject('databaseUrl'));
  folder = rig.service(FIXED);
  // Fifty, of which one start answers twenty-five.
  for (let number = 10; number < 60; number += 1) {
    write(folder, `.suture/recordings/LIVE-00${number}.json`, recording(`/orders/${number}`));
  }
});
afterAll(() => rig.close());

it('replays fifty recordings of healed faults in less than a minute', async () => {
  const { code, out } = await rig.suture(folder, 'replay', '--json');
  const report = JSON.parse(out) as ReplayReport;
  expect(report).toMatchObject({ ok: true, service: 'shop' });
  expect(report.replayed).toHaveLength(50);
  expect(report.ms).toBeLessThan(60_000);
  expect(code).toBe(0);
});

it('refuses a commit that brings a healed fault back', async () => {
  git(folder, 'checkout', '--quiet', '-b', 'returned');
  write(folder, 'src/server.js', String(FIXED['src/server.js']).replace('!orders.has(id)', "id === '10'"));
  git(folder, 'commit', '--quiet', '--all', '--message', 'Refuse one order only');
  git(folder, 'checkout', '--quiet', 'main');
  for (const number of [13, 14]) write(folder, `few/${number}.json`, recording(`/orders/${number - 3}`));
  const ran = await rig.suture(folder, 'replay', '--ref', 'returned', '--from', 'few');
  expect(ran.out).toContain('✓ GET /orders/10 (13.json)');
  expect(ran.out).toContain('✗ GET /orders/11 (14.json): the failure is back: answered 500: internal error');
  expect(ran.out).toMatch(/2 replayed on [0-9a-f]{10} in \d+\.\d s: 1 back, 0 not replayable\./);
  expect(ran.code).toBe(1);
});

it('says how recordings are written where there are none', async () => {
  const ran = await rig.suture(folder, 'replay', '--from', 'nowhere');
  expect(ran.code).toBe(2);
  expect(ran.err).toContain('suture recording export');
});
