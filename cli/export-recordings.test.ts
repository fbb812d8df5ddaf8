import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Recording } from '../domain/recording.ts';
import { incidentIn } from '../store/testing/incident-in.ts';
import { type Served, serveTestApp } from './testing/terminal.ts';

let served: Served;
let folder: string;
beforeAll(async () => {
  served = await serveTestApp();
  folder = mkdtempSync(join(tmpdir(), 'suture-export-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await served?.close();
});

it('writes the recordings of healed faults, and of no others', async () => {
  const { store } = served.test;
  const recording = Recording.parse({
    service: 'shop',
    key: 'k',
    route: '/orders/:id',
    reason: 'status_500',
    logLine: '',
    latencyMs: 1,
    at: '2026-11-29T10:00:00.000Z',
    request: { method: 'GET', path: '/orders/17' },
  });
  const healed = await incidentIn(store, 'resolved', { service: 'shop' });
  const open = await incidentIn(store, 'analyzing', { service: 'shop' });
  for (const incidentId of [healed, open]) {
    await store.keepRecording(recording, { faultCode: `ERR_${incidentId}`, incidentId });
  }
  const ran = await served.suture(['recording', 'export', '--to', folder]);
  expect([ran.code, ran.out]).toEqual([0, expect.stringContaining('One recording is in')]);
  expect(readdirSync(folder)).toEqual([`${healed}.json`]);
  expect(JSON.parse(readFileSync(join(folder, `${healed}.json`), 'utf8'))).toEqual(recording);
});
