import type { WorkflowBundle } from '@temporalio/worker';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { prepareWorkflows } from './testing/histories.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';

let workflowBundle: WorkflowBundle;
let stack: TestStack | null = null;
beforeAll(async () => {
  workflowBundle = await prepareWorkflows();
});
afterEach(async () => {
  await stack?.stop();
  stack = null;
});

/** Which machine did each of the heavy steps, in order. */
async function machines(incidentId: string): Promise<string[]> {
  const { events } = await (stack as TestStack).heal(incidentId).fetchHistory();
  const scheduled = new Map(
    (events ?? []).flatMap(({ eventId, activityTaskScheduledEventAttributes: step }) =>
      step ? [[String(eventId), step.activityType?.name ?? '']] : [],
    ),
  );
  const heavy = ['analyzeIncident', 'proposeFix', 'proveCandidates'];
  return (events ?? []).flatMap(({ activityTaskStartedEventAttributes: started }) => {
    const name = scheduled.get(String(started?.scheduledEventId)) ?? '';
    return started && heavy.includes(name) ? [`${name} on ${started.identity}`] : [];
  });
}

describe('a heal on several machines', () => {
  it('stays on the one that has its worktree, though others are free', async () => {
    stack = await startTestStack({
      workflowBundle,
      script: [['export const state = "still broken";\n'], []],
      policy: { attempts: 1 },
    });
    await stack.startWorker({ machine: 'second' });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'failed');
    const [first] = await machines(incidentId);
    const home = first?.replace('analyzeIncident on ', '');
    expect(await machines(incidentId)).toEqual([
      `analyzeIncident on ${home}`,
      `proposeFix on ${home}`,
      `proveCandidates on ${home}`,
    ]);
  });

  it('continues elsewhere when that machine is gone, with one commit', async () => {
    stack = await startTestStack({ workflowBundle });
    const hold = stack.latches.hold('propose');
    const incidentId = await stack.fail();
    await hold.arrived;
    // The machine with the worktree stops while it works; its queue has no worker any more.
    await stack.startWorker({ machine: 'second' });
    await stack.stopWorker('first');
    hold.release();
    await stack.reaches(incidentId, 'resolved');
    expect((await machines(incidentId)).at(-1)).toBe('proveCandidates on second');
    expect(stack.pushes).toHaveLength(1);
  });
});
