import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Incident } from '../../../domain/incident.ts';
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

/** The heal that the test before has left under way, so that each begins with one and none has to end it. */
let underWay: Incident | null = null;
/** The commits of each incident that was deleted. */
const deleted = new Map<string, string[]>();

test.each(['detected', 'analyzing', 'fixing', 'validating', 'pushing', 'deploying', 'verifying'] as const)(
  'a reset while a heal is %s leaves no incident, no heal and no stray commit',
  async (phase) => {
    const incident = underWay ?? (await trigger(stack, quickest));
    await until(stack, incident.id, reached(phase));
    await Promise.all([reset(stack), reset(stack)]);

    expect(await stack.api.incidents()).toEqual([]);
    expect(await runningHeals()).toEqual([]);
    expect(await works(stack, quickest)).toBe(false);
    expect(await stack.liveCommit()).toBe(await stack.head());
    const commits = await stack.commitsOf(incident.id);
    expect(commits.length).toBeLessThanOrEqual(1);
    deleted.set(incident.id, commits);

    // It is healed again under a new id and without a cooldown.
    underWay = await trigger(stack, quickest);
    expect([...deleted.keys()]).not.toContain(underWay.id);
    await until(stack, underWay.id, reached('analyzing'));
  },
);

test('what was deleted stays deleted, and nothing is committed for it afterwards', async () => {
  await reset(stack);
  for (const [id, commits] of deleted) {
    expect(await stack.commitsOf(id)).toEqual(commits);
    await expect(stack.api.incident(id)).rejects.toThrow();
  }
});

test('two resets at once are one', async () => {
  const [one, other] = await Promise.all([stack.api.reset(), stack.api.reset()]);
  expect(one.reset_id).toBe(other.reset_id);
  await reset(stack);
});
