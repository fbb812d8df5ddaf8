import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, quickest, setHealing, until } from '../heal.ts';
import type { TestStack } from '../stack.ts';
import { openSharedStack } from './shared-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await openSharedStack();
});
afterAll(() => stack?.api.close());

test('1,000 requests at once open one incident, which counts them all and heals once', async () => {
  // Paused, so that none of them meets a release that is already healed.
  await setHealing(stack, 'pause-healing');
  const { request } = quickest.probe;
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => stack.api.send(request)));
  const statuses = new Map<number, number>();
  for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  expect([...statuses]).toEqual([[500, 1_000]]);

  const incidents = await stack.api.incidents();
  expect(incidents).toHaveLength(1);
  const [incident] = incidents as [(typeof incidents)[number]];
  const counted = await until(
    stack,
    incident.id,
    (detail) => detail.incident.symptoms.affected_requests >= 1_000,
  );
  expect(counted.incident.symptoms.affected_requests).toBe(1_000);

  await setHealing(stack, 'revive-healing');
  const { incident: healed } = await until(stack, incident.id, ended);
  expect(healed.phase).toBe('resolved');
  expect(await stack.commitsOf(incident.id)).toHaveLength(1);
  expect(await stack.api.incidents()).toHaveLength(1);
});
