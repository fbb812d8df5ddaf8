import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Reproduction } from '../domain/ports/prover.ts';
import { HttpProbe } from '../domain/service-definition.ts';
import { type Ingress, openIngress } from './ingress.ts';
import { patienceMs } from './patience.ts';
import { runHttpProbe } from './probe-http.ts';
import type { RunningService } from './start-service.ts';

const seen = (more: object): Reproduction =>
  ({ failures: [], observations: { statements: [], upstreams: [] }, ...more }) as unknown as Reproduction;

it('waits as long as a retry takes for a service that failed at once', () => {
  expect(patienceMs(seen({ failures: [{ status: 500, latencyMs: 3 }] }))).toBe(15_000);
});

it.each([
  ['the failing answer', { failures: [{ status: 504, latencyMs: 9_000 }] }],
  ['a statement', { observations: { statements: [{ maxLatencyMs: 9_000 }], upstreams: [] } }],
  ['an upstream', { observations: { statements: [], upstreams: [{ maxLatencyMs: 9_000 }] } }],
])('waits four times as long as %s took', (_, more) => {
  expect(patienceMs(seen(more))).toBe(36_000);
});

it('learns nothing from a run that hung', () => {
  expect(patienceMs(seen({ failures: [{ status: null, latencyMs: 60_000 }] }))).toBe(15_000);
});

let folder: string;
let ingress: Ingress;
let socket: Socket;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patience-'));
  ingress = await openIngress(join(folder, 'ingress'));
  socket = connect(ingress.socket);
  await once(socket, 'connect');
});
afterEach(async () => {
  socket.destroy();
  await ingress.close();
  await rm(folder, { recursive: true, force: true });
});

const probe = HttpProbe.parse({
  kind: 'http',
  request: { method: 'GET', path: '/' },
  expect: { status: 200, body: null },
  timeoutMs: 20_000,
});
const run = (isBusy: () => boolean) =>
  runHttpProbe({
    probe,
    service: {
      ...{ ingress, variables: {}, group: { values: {} }, signed: new Set() },
    } as unknown as RunningService,
    ...{ group: 0, marked: false, patience: { ms: 50, isBusy }, signal: new AbortController().signal },
  });

it('ends the run of a service that answers nothing and waits for nothing', async () => {
  const { passed, message, startedAt, endedAt } = await run(() => false);
  expect(passed).toBe(false);
  expect(message).toBe(
    'no answer within 50 ms, and the service waited neither for its database nor for an upstream',
  );
  expect(endedAt - startedAt).toBeLessThan(5_000);
});

it('waits for the answer of a service that waits for its database', async () => {
  let looks = 0;
  const { passed } = await run(() => {
    looks += 1;
    if (looks === 2) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nnull');
    return true;
  });
  expect(passed).toBe(true);
});
