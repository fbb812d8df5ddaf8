import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createMockApi, type MockApiParts } from './server.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function start(parts: Partial<MockApiParts>): Promise<string> {
  const server = createMockApi({
    roll: () => ({ delayMs: 0, malformed: false }),
    wait: () => Promise.reject(new Error('this test expects no wait')),
    value: 42,
    ...parts,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the mock API', () => {
  it('answers its value, the default and another', async () => {
    expect(await (await fetch(`${await start({})}/data`)).json()).toEqual({ value: 42 });
    expect(await (await fetch(`${await start({ value: 7 })}/data`)).json()).toEqual({ value: 7 });
  });

  it('answers malformed data with 200', async () => {
    const response = await fetch(`${await start({ roll: () => ({ delayMs: 0, malformed: true }) })}/data`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ value: 'forty-two' });
  });

  it('waits as long as the roll says, and then gives a good answer', async () => {
    const asked: number[] = [];
    let finish = () => {};
    const url = await start({
      roll: () => ({ delayMs: 4567, malformed: false }),
      wait: (ms) => {
        asked.push(ms);
        return new Promise((resolve) => {
          finish = resolve;
          arrived();
        });
      },
    });
    let arrived = () => {};
    const waiting = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let answered = false;
    const response = fetch(`${url}/data`).finally(() => {
      answered = true;
    });
    await waiting;
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
    expect({ asked, answered }).toEqual({ asked: [4567], answered: false });
    finish();
    expect(await (await response).json()).toEqual({ value: 42 });
  });

  it('stops waiting when the caller leaves', async () => {
    const caller = new AbortController();
    const left = new Promise<void>((resolve) => {
      void start({
        roll: () => ({ delayMs: 4000, malformed: false }),
        wait: (_, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reject(signal.reason);
              resolve();
            });
            caller.abort();
          }),
      }).then((url) => fetch(`${url}/data`, { signal: caller.signal }).catch(() => {}));
    });
    await left;
  });

  it('answers only on its two paths', async () => {
    const url = await start({});
    expect((await fetch(`${url}/else`)).status).toBe(404);
    expect((await fetch(`${url}/data`, { method: 'POST' })).status).toBe(405);
  });
});
