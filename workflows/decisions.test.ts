import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { WorkflowBundle } from '@temporalio/worker';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { healWorkflowId } from '../domain/incident.ts';
import { prepareWorkflows, record } from './testing/histories.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import { until } from './testing/world.ts';

let workflowBundle: WorkflowBundle;
let stack: TestStack;
beforeAll(async () => {
  workflowBundle = await prepareWorkflows();
});
afterEach(() => stack.stop());

const ada = { approved: true, by: 'Ada', reason: 'looks right' };
const grace = { approved: false, by: 'Grace', reason: 'too broad' };

async function startWaiting(): Promise<string> {
  stack = await startTestStack({ workflowBundle, policy: { approval: true } });
  const incidentId = await stack.fail();
  await stack.reaches(incidentId, 'awaiting_approval');
  return incidentId;
}

describe('a decision', () => {
  it('of two people at the same time is that of one, and the other gets an error', async () => {
    const incidentId = await startWaiting();
    const results = await Promise.allSettled([
      stack.store.decideFix(incidentId, ada),
      stack.store.decideFix(incidentId, { ...ada, by: 'Grace' }),
    ]);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toMatchObject([{ reason: { type: 'already_decided' } }]);
    await stack.reaches(incidentId, 'resolved');
    expect(await stack.explain(incidentId)).toMatch(/(Ada|Grace) approved the fix: looks right\./);
    await record(stack.client, healWorkflowId(incidentId), 'heal-approved-by-update');
  });

  it('that came by Temporal and not through the app does not count, is noted, and loses no other', async () => {
    stack = await startTestStack({ workflowBundle, policy: { approval: true }, temporalDecisions: false });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'awaiting_approval');
    const heal = stack.heal(incidentId);
    await heal.executeUpdate('approve', { args: [{ by: 'Eve', reason: 'no token' }] });
    await heal.signal('decide', { ...ada, by: 'Mallory' });
    await heal.signal('pauseHealing', { by: 'Eve', reason: 'no token' });
    await until(async () =>
      (await stack.explain(incidentId)).includes('in the name of Eve came by Temporal'),
    );
    await until(async () => (await stack.explain(incidentId)).includes('to pause healing came by Temporal'));
    expect(await stack.phase(incidentId)).toBe('awaiting_approval');
    expect((await stack.store.healing()).paused).toBe(false);
    await stack.store.decideFix(incidentId, ada);
    await stack.reaches(incidentId, 'resolved');
    expect(await stack.explain(incidentId)).toContain('Ada approved the fix: looks right.');
    await heal.result();
    await record(stack.client, healWorkflowId(incidentId), 'heal-approved-checked');
  });

  it('is not lost when the worker is away', async () => {
    const incidentId = await startWaiting();
    await stack.stopWorker();
    await stack.store.decideFix(incidentId, ada);
    await stack.startWorker();
    await stack.reaches(incidentId, 'resolved');
  });

  it('is refused when nothing waits for one', async () => {
    stack = await startTestStack({ workflowBundle });
    const hold = stack.latches.hold('prove');
    const incidentId = await stack.fail();
    await hold.arrived;
    await expect(stack.store.decideFix(incidentId, ada)).rejects.toMatchObject({
      type: 'not_awaiting_approval',
    });
    await expect(stack.heal(incidentId).executeUpdate('decide', { args: [ada] })).rejects.toMatchObject({
      cause: { message: 'No fix waits for a decision now.' },
    });
    hold.release();
    await stack.reaches(incidentId, 'resolved');
  });

  it('may come from the Temporal Web UI, and says what is missing', async () => {
    const incidentId = await startWaiting();
    const heal = stack.heal(incidentId);
    await expect(heal.executeUpdate('reject', { args: [{ by: 'Grace', reason: ' ' }] })).rejects.toThrow(
      WorkflowUpdateFailedError,
    );
    expect(await heal.executeUpdate('approve', { args: [{ by: 'Grace' }] })).toBe('Approved by Grace.');
    await stack.reaches(incidentId, 'resolved');
    expect(await stack.explain(incidentId)).toContain('Grace approved the fix.');
  });

  it('that comes through the outbox after another one is dropped, and said so', async () => {
    const incidentId = await startWaiting();
    await stack.stopWorker();
    await stack.store.decideFix(incidentId, grace);
    await stack.startWorker();
    const heal = stack.heal(incidentId);
    const said = await Promise.allSettled([heal.executeUpdate('approve', { args: [{ by: 'Ada' }] })]);
    const last = await until(async () => {
      const phase = await stack.phase(incidentId);
      return (phase === 'resolved' || phase === 'failed') && phase;
    });
    // The first one counts; the other one gets an error, or its message is dropped with a line in the log.
    if (last === 'failed') expect(said[0]?.status).toBe('rejected');
    else expect(stack.log.join('\n')).toContain('Ada has decided already.');
  });
});

describe('a person in the Temporal Web UI', () => {
  it('pauses and revives healing by signals to a heal', async () => {
    const incidentId = await startWaiting();
    const heal = stack.heal(incidentId);
    await heal.signal('pauseHealing', { by: 'Ada', reason: 'maintenance' });
    await until(async () => (await stack.store.healing()).paused);
    expect((await stack.store.healing()).reason).toBe('Ada: maintenance');
    await heal.signal('reviveHealing', { by: 'Ada', reason: '' });
    await until(async () => !(await stack.store.healing()).paused);
    await stack.store.decideFix(incidentId, ada);
    await stack.reaches(incidentId, 'resolved');
  });

  it('tries a failed incident again by a workflow of its own', async () => {
    stack = await startTestStack({
      workflowBundle,
      script: [{ refuse: 'Not now.' }, ['export const state = "fixed";\n']],
    });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'failed');
    const { taskQueue } = await stack.heal(incidentId).describe();
    const answer = await stack.client.workflow.execute('retryIncident', {
      workflowId: `retry-${incidentId}`,
      taskQueue,
      args: [{ incidentId, by: 'Ada' }],
    });
    expect(answer).toEqual({ healRun: 2 });
    await until(async () => (await stack.phase(incidentId)) === 'resolved');
  });
});
