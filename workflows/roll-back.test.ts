import type { WorkflowBundle } from '@temporalio/worker';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rollBackWorkflowId } from '../domain/incident.ts';
import { prepareWorkflows, record } from './testing/histories.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import { BROKEN, until } from './testing/world.ts';

let workflowBundle: WorkflowBundle;
let stack: TestStack;
beforeAll(async () => {
  workflowBundle = await prepareWorkflows();
});
afterEach(() => stack.stop());

async function healed(): Promise<string> {
  stack = await startTestStack({ workflowBundle });
  const incidentId = await stack.fail();
  await stack.reaches(incidentId, 'resolved');
  return incidentId;
}

describe('a fix that a person rolls back', () => {
  it('is reverted and rolled out, once, and the incident says who asked', async () => {
    const incidentId = await healed();
    const asked = await Promise.allSettled([
      stack.store.requestRollBack(incidentId, 'Ada', 'too slow'),
      stack.store.requestRollBack(incidentId, 'Grace', ''),
    ]);
    expect(asked.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { type: 'already_decided' } },
    ]);
    await until(async () => (await stack.phase(incidentId)) === 'rolled_back');
    expect(await stack.explain(incidentId)).toMatch(/Rolled back by (Ada: too slow|Grace: no reason given)/);
    expect(await stack.subjects()).toHaveLength(3);
    const head = await stack.git.head('main');
    expect(await stack.git.readFiles(head, ['src/one.ts'])).toEqual({ 'src/one.ts': BROKEN });
    await record(stack.client, rollBackWorkflowId(incidentId), 'roll-back');
  });

  it('must have held', async () => {
    stack = await startTestStack({ workflowBundle, script: [{ refuse: 'No template fits.' }] });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'failed');
    await expect(stack.store.requestRollBack(incidentId, 'Ada', '')).rejects.toMatchObject({
      type: 'not_resolved',
    });
  });

  it('on which later commits build stays, and the timeline says why', async () => {
    const incidentId = await healed();
    await stack.commit({ 'src/one.ts': 'export const state = "fixed, and more";\n' });
    await stack.store.requestRollBack(incidentId, 'Ada', 'too slow');
    await until(async () => (await stack.explain(incidentId)).includes('could not be rolled back'));
    expect(await stack.phase(incidentId)).toBe('resolved');
  });
});
