import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PipelineCallback } from '../../domain/pipeline.ts';
import { createCallbacks } from './callbacks.ts';
import { eventually } from './testing/test-rig.ts';

const SECRET = Buffer.from('another secret of the tests').toString('base64');
const body: PipelineCallback = {
  service: 'shop',
  incidents: ['LIVE-0001'],
  status: 'success',
  commit_sha: 'c'.repeat(40),
  run_url: 'http://127.0.0.1/runs/1',
  detail: '',
  durations_ms: { build: 5 },
};

let folder: string;
const open: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suture-callbacks-'));
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

/** Answers with these statuses in turn, the last one from then on; keeps what it verified. */
async function startReceiver(statuses: number[], port = 0) {
  const taken: { path: string; id: string; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = request.headers as Record<string, string>;
    const verified = new Webhook(SECRET).verify(Buffer.concat(chunks), headers);
    taken.push({ path: request.url ?? '', id: headers['webhook-id'] as string, body: verified });
    response.writeHead(statuses[Math.min(taken.length, statuses.length) - 1] as number).end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  open.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return { taken, port: (server.address() as { port: number }).port };
}

function start(port: number) {
  const lines: string[] = [];
  const baseUrl = `http://127.0.0.1:${port}`;
  const callbacks = createCallbacks({ folder, baseUrl, secret: SECRET, log: (line) => lines.push(line) });
  open.push(callbacks.close);
  return { callbacks, lines };
}

const settled = (callbacks: ReturnType<typeof createCallbacks>) =>
  eventually(() => expect(callbacks.waiting()).toEqual([]));

it('signs a callback and sends it under one id until it is accepted', async () => {
  const { taken, port } = await startReceiver([503, 404, 429, 200]);
  const { callbacks } = start(port);
  callbacks.finished('000001-abcdefa', body);
  await settled(callbacks);
  expect(taken).toHaveLength(4);
  expect(new Set(taken.map(({ id }) => id))).toEqual(new Set(['callback-000001-abcdefa']));
  expect(taken[3]).toMatchObject({ path: '/developer/incidents/pipeline/callback', body });
  expect(readdirSync(folder)).toEqual([]);
});

it('gives up when the callback is rejected permanently', async () => {
  const { taken, port } = await startReceiver([401]);
  const { callbacks, lines } = start(port);
  callbacks.finished('000002-abcdefa', body);
  await settled(callbacks);
  expect(taken).toHaveLength(1);
  expect(lines.join()).toContain('rejected with 401');
});

it('gives up on 404 after a few tries', async () => {
  const { taken, port } = await startReceiver([404]);
  const { callbacks } = start(port);
  callbacks.finished('000003-abcdefa', body);
  await settled(callbacks);
  expect(taken).toHaveLength(6);
});

it('sends a callback with the next start when the receiver was down', async () => {
  const probe = await startReceiver([200]);
  await open.pop()?.();
  const first = start(probe.port);
  first.callbacks.finished('000004-abcdefa', body);
  await eventually(() => expect(first.lines.join()).toContain('waits'));
  await first.callbacks.close();
  expect(existsSync(join(folder, 'callback-000004-abcdefa.json'))).toBe(true);
  const { taken } = await startReceiver([200], probe.port);
  const second = start(probe.port);
  await settled(second.callbacks);
  expect(taken).toHaveLength(1);
});

it('reports once that a rollout has begun', async () => {
  const { taken, port } = await startReceiver([503]);
  const { callbacks, lines } = start(port);
  const { service, incidents, commit_sha, run_url } = body;
  callbacks.pending(
    '000005-abcdefa',
    { service, incidents, commit_sha, run_url },
    new AbortController().signal,
  );
  await eventually(() => expect(taken).toHaveLength(1));
  expect(taken[0]).toMatchObject({
    path: '/developer/incidents/pipeline/pending',
    id: 'pending-000005-abcdefa',
  });
  expect(lines).toEqual([]);
});
