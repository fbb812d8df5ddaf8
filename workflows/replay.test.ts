import { readdir } from 'node:fs/promises';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { HISTORIES, prepareWorkflows, readHistory } from './testing/histories.ts';

const names = (await readdir(HISTORIES)).filter((name) => name.endsWith('.json')).sort();

async function histories() {
  return Promise.all(
    names.map(async (name) => ({
      workflowId: name.replace('.json', ''),
      history: await readHistory(name),
    })),
  );
}

/**
 * Heals run while the workflow code changes. Each recorded history must still be walked by the code of today; a
 * change that breaks one belongs behind `patched()`, see docs/workflows.md.
 */
describe('the workflows of today', () => {
  let workflowBundle: Awaited<ReturnType<typeof prepareWorkflows>>;
  beforeAll(async () => {
    workflowBundle = await prepareWorkflows();
  });

  it('walk every recorded history', async () => {
    const broken: string[] = [];
    for await (const { workflowId, error } of Worker.runReplayHistories(
      { workflowBundle },
      await histories(),
    )) {
      if (error) broken.push(`${workflowId}: ${error.message}`);
    }
    expect(names.length).toBeGreaterThan(20);
    expect(broken).toEqual([]);
  });

  it('notice a history that is not theirs', async () => {
    const [first] = await histories();
    const scheduled = first?.history.events?.find((event) => event.activityTaskScheduledEventAttributes);
    const type = scheduled?.activityTaskScheduledEventAttributes?.activityType;
    if (type) type.name = 'somethingElse';
    const tampered = [{ workflowId: 'tampered', history: first?.history }];
    const errors: unknown[] = [];
    for await (const { error } of Worker.runReplayHistories({ workflowBundle }, tampered)) errors.push(error);
    expect(errors[0]).toBeInstanceOf(Error);
  });
});
