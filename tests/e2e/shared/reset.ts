import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quickest, reached, reset, trigger, until, works } from '../heal.ts';
import type { TestStack } from '../stack.ts';
import { openSharedStack } from './shared-stack.ts';

let stack: TestStack;
let connection: Connection;
beforeAll(async () => {
  stack = await openSharedStack();
  connection = await Connection.connect({ address: stack.record().addresses.temporal as string });
});
afterAll(async () => {
  await connection?.close();
  stack?.api.close();
});

const runningHeals = async () => {
  const { workflow } = new Client({ connection });
  const ids: string[] = [];
  for await (const { workflowId, status } of workflow.list()) {
    if (workflowId.startsWith('heal-') && status.name === 'RUNNING') ids.push(workflowId);
  }
  return ids;
};

test.each(['detected', 'analyzing', 'fixing', 'validating', 'pushing', 'deploying', 'verifying'] as const)(
  'a reset while a heal is %s leaves no incident, no heal and no stray commit',
  async (phase) => {
    const incident = await trigger(stack, quickest);
    await until(stack, incident.id, reached(phase));
    await Promise.all([reset(stack), reset(stack)]);

    expect(await stack.api.incidents()).toEqual([]);
    expect(await runningHeals()).toEqual([]);
    expect(await works(stack, quickest)).toBe(false);
    expect(await stack.liveCommit()).toBe(await stack.head());
    const commits = await stack.commitsOf(incident.id);
    expect(commits.length).toBeLessThanOrEqual(1);

    // It is healed again under a new id and without a cooldown; the deleted incident stays deleted.
    const next = await trigger(stack, quickest);
    expect(next.id).not.toBe(incident.id);
    await until(stack, next.id, reached('analyzing'));
    await reset(stack);
    expect(await stack.commitsOf(incident.id)).toEqual(commits);
  },
);

test('two resets at once are one', async () => {
  const [one, other] = await Promise.all([stack.api.reset(), stack.api.reset()]);
  expect(one.reset_id).toBe(other.reset_id);
  await reset(stack);
});
