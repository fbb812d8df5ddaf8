import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, quickest, reset, trigger, until } from '../heal.ts';
import type { TestStack } from '../stack.ts';
import { openSharedStack } from './shared-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await openSharedStack();
});
afterAll(() => stack?.api.close());

/** One connection to the dashboard's event stream, which never reconnects. */
async function openConnection(base: string) {
  const stop = new AbortController();
  const answer = await fetch(`${base}/developer/incidents/stream`, { signal: stop.signal });
  expect(answer.status).toBe(200);
  let received = '';
  let closed: string | null = null;
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      received += decoder.decode(chunk, { stream: true });
    }
  };
  const reading = read().then(
    () => {
      closed = 'ended by the server';
    },
    (error: Error) => {
      closed = stop.signal.aborted ? null : error.message;
    },
  );
  return {
    received: () => received,
    closed: () => closed,
    async close() {
      stop.abort();
      await reading;
    },
  };
}

test('one connection to the dashboard survives a heal with its rollout, and a reset', async () => {
  const connection = await openConnection(stack.base);
  const before = await stack.liveCommit();
  const { id } = await trigger(stack, quickest);
  const { incident } = await until(stack, id, ended);
  expect(incident.phase).toBe('resolved');
  expect(await stack.liveCommit()).not.toBe(before);
  await reset(stack);
  const { id: next } = await trigger(stack, quickest);
  await expect.poll(connection.received, { timeout: 20_000 }).toContain(next);

  expect(connection.closed()).toBeNull();
  expect(connection.received()).toContain('resolved');
  await connection.close();
});
