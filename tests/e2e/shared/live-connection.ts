import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, quickest, reset, trigger, until } from '../heal.ts';
import { openLiveConnection } from '../live-connection.ts';
import type { TestStack } from '../stack.ts';
import { openSharedStack } from './shared-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await openSharedStack();
});
afterAll(() => stack?.api.close());

test('one connection to the dashboard survives a heal with its rollout, and a reset', async () => {
  const connection = await openLiveConnection(stack.base);
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
