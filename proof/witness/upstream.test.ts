import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startUpstreamWitness, type UpstreamWitness } from './upstream.ts';

let folder: string;
let witness: UpstreamWitness;
let held: ServerResponse[];
let standIn: ReturnType<typeof createServer>;

beforeEach(async () => {
  folder = await mkdtemp('/tmp/witness-');
  held = [];
  standIn = createServer(async (incoming, response) => {
    if (incoming.url === '/held') return void held.push(response);
    if (incoming.url === '/reset') return void incoming.socket.destroy();
    const chunks = await incoming.toArray();
    response.writeHead(incoming.url === '/bad' ? 503 : 200, { 'x-from': 'stand-in' });
    response.end(`${incoming.method} ${Buffer.concat(chunks)}`);
  });
  standIn.listen(0, '127.0.0.1');
  await once(standIn, 'listening');
  const { port } = standIn.address() as { port: number };
  witness = await startUpstreamWitness({ name: 'one', socket: join(folder, 's'), standIn: async () => port });
});
afterEach(async () => {
  await witness.close();
  standIn.closeAllConnections();
  await new Promise((resolve) => standIn.close(resolve));
  await rm(folder, { recursive: true });
});

function ask(path: string, body?: string) {
  const asked = request({ socketPath: join(folder, 's'), path, method: body ? 'POST' : 'GET', agent: false });
  asked.end(body);
  const answer = new Promise<{ status?: number; body: string }>((resolve, reject) => {
    asked.on('error', reject);
    asked.on('response', async (response) => {
      resolve({
        status: response.statusCode as number,
        body: Buffer.concat(await response.toArray()).toString(),
      });
    });
  });
  answer.catch(() => {});
  return { asked, answer };
}

describe('the upstream witness', () => {
  it('passes on and records requests and answers', async () => {
    expect(await ask('/echo', 'hello').answer).toEqual({ status: 200, body: 'POST hello' });
    expect(await ask('/bad').answer).toEqual({ status: 503, body: 'GET ' });
    await expect.poll(() => witness.calls().map(({ delivered }) => delivered)).toEqual([true, true]);
    expect(witness.calls()).toMatchObject([
      { status: '200', sample: 'POST hello', abandoned: false },
      { status: '503', abandoned: false },
    ]);
  });

  it('keeps waiting for the answer after the caller hangs up', async () => {
    const { asked } = ask('/held');
    await expect.poll(() => held.length).toBe(1);
    asked.destroy();
    await expect.poll(() => witness.calls()[0]?.abandoned).toBe(true);
    let waited = false;
    const waiting = witness.untilAnswered(20_000, new AbortController().signal).then(() => {
      waited = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(waited).toBe(false);
    held[0]?.end('late');
    await waiting;
    expect(witness.calls()[0]).toMatchObject({
      status: '200',
      sample: 'late',
      delivered: false,
      abandoned: true,
    });
    expect(witness.calls()[0]?.latencyMs).toBeGreaterThan(0);
  });

  it('breaks the connection where the upstream broke it', async () => {
    await expect(ask('/reset').answer).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect.poll(() => witness.calls()).toMatchObject([{ status: 'unreachable', delivered: false }]);
  });
});
