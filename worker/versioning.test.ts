import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { prepareWorkflows } from '../workflows/testing/histories.ts';
import { startTestStack, type TestStack } from '../workflows/testing/stack.ts';
import { MENDED } from '../workflows/testing/world.ts';
import { promoteVersion } from './promote-version.ts';

let stack: TestStack | null = null;
afterEach(async () => {
  await stack?.stop();
  stack = null;
});

/** The builds that worked on a heal. */
async function builds(incidentId: string): Promise<Set<string>> {
  const { events } = await (stack as TestStack).heal(incidentId).fetchHistory();
  return new Set(
    (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: done }) =>
      done?.deploymentVersion?.buildId ? [done.deploymentVersion.buildId] : [],
    ),
  );
}

it('lets a heal finish on the version that it started with, and starts the next one on the new version', async () => {
  const deploymentName = `suture-${randomBytes(4).toString('hex')}`;
  const older = { deploymentName, buildId: 'older' };
  const newer = { deploymentName, buildId: 'newer' };
  const workflowBundle = await prepareWorkflows();
  const policy = { approval: true };
  stack = await startTestStack({ workflowBundle, policy, startsWorker: false, script: [[MENDED], [MENDED]] });
  const { signal } = new AbortController();
  await stack.startWorker({ machine: 'older', version: older });
  await promoteVersion(stack.client, older, signal);

  const first = await stack.fail('one');
  await stack.reaches(first, 'awaiting_approval');
  await stack.startWorker({ machine: 'newer', version: newer });
  await promoteVersion(stack.client, newer, signal);
  const second = await stack.fail('two');
  await stack.reaches(second, 'awaiting_approval');

  for (const id of [first, second]) {
    await stack.heal(id).signal('decide', { approved: true, by: 'Ada', reason: '' });
    await stack.reaches(id, 'resolved');
    await stack.heal(id).result();
  }
  expect(await builds(first)).toEqual(new Set(['older']));
  expect(await builds(second)).toEqual(new Set(['newer']));
});
