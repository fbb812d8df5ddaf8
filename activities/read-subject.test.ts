import { expect, it } from 'vitest';
import { DiscoveredFault } from '../domain/discovered.ts';
import { Recording } from '../domain/recording.ts';
import type { Service } from '../domain/service.ts';
import { parseDefinition } from '../domain/service-definition.ts';
import { readFault } from './read-subject.ts';
import { lackOf } from './recording-lack.ts';

const code = 'ERR_0123456789AB';
const recording = Recording.parse({
  service: 'shop',
  key: '1',
  kind: 'hang',
  route: '/orders/:id',
  reason: 'hang',
  logLine: '',
  latencyMs: 30_000,
  at: '2026-11-29T10:00:00.000Z',
  request: { method: 'POST', path: '/orders/7?x=1', headers: { host: 'shop', 'x-key': 'k' } },
});
const found = (files: string[]) =>
  DiscoveredFault.parse({
    service: 'shop',
    code,
    title: 'POST /orders/:id hangs',
    kind: 'hang',
    severity: 'critical',
    method: 'POST',
    route: '/orders/:id',
    reason: [],
    frames: [],
    allowedFiles: files,
    missing: [],
  });

function readFrom(
  files: string[] | null,
  definition: Record<string, unknown> = {},
  repository: string[] = [],
) {
  const service = { name: 'shop', definition: parseDefinition({ name: 'shop', ...definition }) } as Service;
  const store = {
    discoveredFault: async () => (files ? found(files) : null),
    recordingFor: async () => recording,
    goodRecordings: async () => [],
    goodElsewhere: async () => [],
    serviceFiles: async () => ({ commit: 'c'.repeat(40), files: repository }),
  };
  return readFault(store, service, { id: 'LIVE-0001', error_code: code });
}

it('makes a fault of a failure that nobody declared, with the recorded request and no declared answer', async () => {
  const { fault, recording: given } = await readFrom(['src/orders.ts', 'test/orders.test.ts']);
  expect(given).toBe(recording);
  expect(fault).toMatchObject({
    code,
    type: 'hang',
    allowedFiles: ['src/orders.ts'],
    probe: {
      request: { method: 'POST', path: '/orders/7?x=1', headers: { 'x-key': 'k' } },
      expect: null,
      production: false,
    },
  });
});

it('takes the declared fault of a code, and does not look for another', async () => {
  const declared = {
    code,
    title: 'declared',
    route: '/orders',
    allowedFiles: ['src/orders.ts'],
    probe: { request: { path: '/orders' }, expect: { status: 200 } },
  };
  const { fault, recording: given } = await readFrom(['src/other.ts'], { faults: [declared] });
  expect({ title: fault.title, given }).toEqual({ title: 'declared', given: null });
});

it('refuses a fault of which no file may be changed, and says what to do', async () => {
  await expect(readFrom(['test/orders.test.ts'])).rejects.toMatchObject({
    type: 'unknown_fault',
    message: expect.stringContaining('Allow the file'),
  });
  await expect(readFrom(null)).rejects.toMatchObject({ type: 'unknown_fault' });
});

it('names what a replay has to do without, and that the recorder would bring it', () => {
  expect(lackOf(recording)).toEqual(['The body of the request was not sent, so the replay sends none.']);
  expect(lackOf({ ...recording, source: 'otlp' }).join(' ')).toContain('The recorder would bring them');
  expect(lackOf({ ...recording, request: null })).toEqual([expect.stringContaining('belongs to no request')]);
  expect(lackOf({ ...recording, request: null, reason: 'killed' })).toEqual([
    expect.stringContaining('ended without a word'),
  ]);
  expect(lackOf(null)).toEqual([expect.stringContaining('The recorder would bring them')]);
  expect(lackOf(null)[0]).toContain('No request of this failure is recorded.');
});

it('says of statements that went to MySQL that no replay answers them', () => {
  const step = { kind: 'sql', text: 'SELECT * FROM `users`', database: 'mysql' };
  const request = { method: 'GET', path: '/orders/7' };
  expect(lackOf(Recording.parse({ ...recording, request, steps: [step, step] }))).toEqual([
    '2 statements of the request went to MySQL, which no sandbox has. The incident shows what they asked and what they were answered; a replay cannot.',
  ]);
});

it('takes the files that the route names, then entries, where a hang shows no place', async () => {
  const files = ['src/zoo.ts', 'src/server.ts', 'src/routes/order.ts', 'db/one.sql', 'vite.config.ts'];
  const { fault } = await readFrom([], {}, [...files, 'test/orders.test.ts', 'README.md']);
  expect(fault.allowedFiles).toEqual(['src/routes/order.ts', 'src/server.ts', 'src/zoo.ts']);
});

it('keeps to the files of the frames where there are any', async () => {
  const { fault } = await readFrom(['src/orders.ts'], {}, ['src/orders.ts', 'src/server.ts']);
  expect(fault.allowedFiles).toEqual(['src/orders.ts']);
});
