import { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import type { WorkflowBundle } from '@temporalio/worker';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { healWorkflowId } from '../domain/incident.ts';
import { prepareWorkflows, record } from './testing/histories.ts';
import { arriveAt, HELD_PHASES } from './testing/phases.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import type { StackOptions } from './testing/stack-options.ts';
import { until } from './testing/world.ts';

let workflowBundle: WorkflowBundle;
const stacks: TestStack[] = [];

beforeAll(async () => {
  workflowBundle = await prepareWorkflows();
});
afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.stop();
});

async function start(options: Omit<StackOptions, 'workflowBundle'> = {}): Promise<TestStack> {
  const stack = await startTestStack({ workflowBundle, ...options });
  stacks.push(stack);
  return stack;
}

describe('a cancelled heal', () => {
  it.each(HELD_PHASES)('ends as cancelled in %s, and commits nothing afterwards', async (phase) => {
    const stack = await start({
      autoDeliver: phase === 'verifying',
      policy: { approval: phase === 'awaiting_approval' },
    });
    const { incidentId, release } = await arriveAt(stack, phase);
    await stack.heal(incidentId).cancel();
    const closing = stack.heal(incidentId).result();
    // A commit under way is waited for; everything else ends at once.
    if (phase === 'pushing') release();
    const error = await closing.catch((failure: unknown) => failure);
    const commits = stack.pushes.length;
    expect(error).toBeInstanceOf(WorkflowFailedError);
    expect((error as WorkflowFailedError).cause).toBeInstanceOf(CancelledFailure);
    expect(await stack.phase(incidentId)).toBe('cancelled');
    release();
    await stack.stopWorker();
    expect(stack.pushes).toHaveLength(commits);
    expect(await stack.subjects()).toHaveLength(commits + 1);
    await record(stack.client, healWorkflowId(incidentId), `heal-cancelled-${phase}`);
  });
});

describe('a heal', () => {
  it.each(['reproduce', 'propose', 'prove', 'push', 'verify'])(
    'continues after its worker went away during %s, with one commit',
    async (point) => {
      const stack = await start();
      const hold = stack.latches.hold(point);
      const incidentId = await stack.fail();
      await hold.arrived;
      const stopping = stack.stopWorker();
      // A step in the sandbox is cut off; a request under way comes to its end, unheard.
      if (point === 'push' || point === 'verify') hold.release();
      await stopping;
      hold.release();
      await stack.startWorker();
      await stack.reaches(incidentId, 'resolved');
      expect(await stack.subjects()).toHaveLength(2);
    },
  );

  it.each(['cooling_down', 'awaiting_approval', 'deploying'] as const)(
    'continues after its worker went away while it waits in %s, with one commit',
    async (phase) => {
      const stack = await start({
        autoDeliver: phase !== 'deploying',
        policy: { approval: phase === 'awaiting_approval' },
      });
      const { incidentId } = await arriveAt(stack, phase);
      await stack.stopWorker();
      // What it waits for comes while nobody is there.
      if (phase === 'cooling_down') await stack.store.setPaused(false, 'done');
      if (phase === 'awaiting_approval') {
        await stack.heal(incidentId).signal('decide', { approved: true, by: 'Ada', reason: 'looks right' });
      }
      if (phase === 'deploying') await stack.deliver(stack.pushes[0] as string);
      await stack.startWorker();
      await stack.reaches(incidentId, 'resolved');
      expect(await stack.subjects()).toHaveLength(2);
    },
  );

  it('starts once when it is asked for several times', async () => {
    const stack = await start();
    const hold = stack.latches.hold('propose');
    const incidentId = await stack.fail();
    await hold.arrived;
    const { runId } = await stack.heal(incidentId).describe();
    await stack.store.enqueue({ kind: 'start_heal', incidentId, healRun: 1 }, 'again');
    await until(async () => (await stack.store.outboxDepth()) === 0);
    expect((await stack.heal(incidentId).describe()).runId).toBe(runId);
    hold.release();
    await stack.reaches(incidentId, 'resolved');
    await stack.store.enqueue({ kind: 'start_heal', incidentId, healRun: 1 }, 'and again');
    await until(async () => (await stack.store.outboxDepth()) === 0);
    expect((await stack.heal(incidentId).describe()).runId).toBe(runId);
  });

  it('ends quietly when its incident is deleted', async () => {
    const stack = await start();
    const hold = stack.latches.hold('propose');
    const incidentId = await stack.fail();
    await hold.arrived;
    await stack.store.deleteIncidents([incidentId], 'RESET-0001');
    hold.release();
    expect(await stack.heal(incidentId).result()).toMatchObject({
      phase: 'cancelled',
      reason: 'incident_gone',
    });
    await record(stack.client, healWorkflowId(incidentId), 'heal-incident-gone');
  });

  it('drops a signal to a heal that has ended', async () => {
    const stack = await start();
    const message = { kind: 'signal', workflowId: 'heal-LIVE-0000', signal: 'wake', payload: null } as const;
    await stack.store.enqueue(message, 'late');
    await until(async () => (await stack.store.outboxDepth()) === 0);
    expect(stack.log).toEqual(['heal-LIVE-0000 has ended; dropped the signal wake']);
  });

  it('fails with a message for a person when its step meets a bug', async () => {
    const stack = await start({ script: [] });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'failed');
    expect(await stack.explain(incidentId)).toContain('the script ends after 0 rounds');
    await expect(stack.heal(incidentId).result()).rejects.toThrow(WorkflowFailedError);
  });
});
