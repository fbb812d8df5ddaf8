import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, faults, trigger, until, works } from '../heal.ts';
import type { TestStack } from '../stack.ts';
import { openSharedStack } from './shared-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await openSharedStack();
});
afterAll(() => stack?.api.close());

test('all faults heal at the same time, each with one commit that the live release contains', async () => {
  const incidents = await Promise.all(faults.map((fault) => trigger(stack, fault)));
  const healed = await Promise.all(incidents.map(({ id }) => until(stack, id, ended)));
  expect(healed.map(({ incident }) => incident.phase)).toEqual(faults.map(() => 'resolved'));

  const live = await stack.liveCommit();
  for (const { incident } of healed) {
    expect(await stack.commitsOf(incident.id)).toHaveLength(1);
    const commit = incident.remediation?.parameters.commit as string;
    const { exitCode } = await execa(
      'git',
      ['-C', stack.state.origin, 'merge-base', '--is-ancestor', commit, live],
      {
        reject: false,
      },
    );
    expect(exitCode).toBe(0);
  }
  expect(await Promise.all(faults.map((fault) => works(stack, fault)))).toEqual(faults.map(() => true));
});
