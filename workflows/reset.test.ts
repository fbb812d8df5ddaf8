import type { WorkflowBundle } from '@temporalio/worker';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Reset } from '../store/store.ts';
import { prepareWorkflows, record } from './testing/histories.ts';
import { arriveAt, HELD_PHASES } from './testing/phases.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import type { StackOptions } from './testing/stack-options.ts';
import { BROKEN, DOES_NOT_DEPLOY, until } from './testing/world.ts';

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

async function finished(stack: TestStack, resetId: string): Promise<Reset> {
  return until(async () => {
    const reset = await stack.store.getReset(resetId);
    return reset?.finishedAt ? reset : null;
  });
}

const fileAtHead = async (stack: TestStack) =>
  (await stack.git.readFiles(await stack.git.head('main'), ['src/one.ts']))['src/one.ts'];

describe('a reset', () => {
  it('restores code and deletes incidents after a heal, and what was learned stays', async () => {
    const stack = await start();
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'resolved');
    const { reset } = await stack.store.requestReset('Ada');
    expect(await finished(stack, reset.id)).toMatchObject({
      step: 'done',
      deleted: 1,
      cooldownsCleared: 1,
      codeReset: { status: 'pushed', commit: stack.pushes[1] },
      error: null,
    });
    expect((await stack.store.listIncidents()).incidents).toEqual([]);
    expect(await stack.cooldowns.remaining(stack.service, 'FAULT_ONE')).toBeNull();
    expect(await stack.store.healing()).toMatchObject({ paused: false, resetAt: expect.any(String) });
    expect(await fileAtHead(stack)).toBe(BROKEN);
    expect(stack.web.live.commit).toBe(stack.pushes[1]);
    expect((await stack.subjects())[0]).toBe('[RESET] Restore the baselines');
    expect(stack.learned).toHaveLength(1);
    await stack.client.workflow.getHandle(reset.workflowId).result();
    await record(stack.client, reset.workflowId, 'reset-after-a-heal');
  });

  it('commits nothing where everything is in place', async () => {
    const stack = await start();
    const { reset } = await stack.store.requestReset('Ada');
    expect(await finished(stack, reset.id)).toMatchObject({
      step: 'done',
      codeReset: { status: 'unchanged', commit: null },
    });
    expect(stack.pushes).toEqual([]);
    await stack.client.workflow.getHandle(reset.workflowId).result();
    await record(stack.client, reset.workflowId, 'reset-unchanged');
  });

  it.each(HELD_PHASES)('stops a heal in %s: no incident and no stray commit afterwards', async (phase) => {
    const stack = await start({
      autoDeliver: phase !== 'deploying',
      policy: { approval: phase === 'awaiting_approval' },
    });
    const { incidentId, release } = await arriveAt(stack, phase);
    const { reset } = await stack.store.requestReset('Ada');
    if (phase === 'pushing') {
      await until(async () => (await stack.heal(incidentId).fetchHistory()).events?.some(isCancelRequest));
      release();
    }
    if (phase === 'deploying') {
      const pushed = await until(async () => (await stack.store.getReset(reset.id))?.codeReset.commit);
      await stack.deliver(pushed);
    }
    expect(await finished(stack, reset.id)).toMatchObject({ step: 'done', deleted: 1 });
    const head = await stack.git.head('main');
    release();
    await stack.stopWorker();
    expect(await stack.git.head('main')).toBe(head);
    expect(await fileAtHead(stack)).toBe(BROKEN);
    expect((await stack.store.listIncidents()).incidents).toEqual([]);
    expect(await stack.cooldowns.remaining(stack.service, 'FAULT_ONE')).toBeNull();
    await record(stack.client, reset.workflowId, `reset-during-${phase}`);
  });

  it('asked for twice at once does the work once', async () => {
    const stack = await start();
    await stack.reaches(await stack.fail(), 'resolved');
    const [one, two] = await Promise.all([
      stack.store.requestReset('Ada'),
      stack.store.requestReset('Grace'),
    ]);
    expect(one.reset.id).toBe(two.reset.id);
    expect([one.created, two.created].sort()).toEqual([false, true]);
    await finished(stack, one.reset.id);
    expect(stack.pushes).toHaveLength(2);
  });

  it('continues after its worker went away during the push, with one commit', async () => {
    const stack = await start();
    await stack.reaches(await stack.fail(), 'resolved');
    const hold = stack.latches.hold('push');
    const { reset } = await stack.store.requestReset('Ada');
    await hold.arrived;
    const stopping = stack.stopWorker();
    hold.release();
    await stopping;
    await stack.startWorker();
    expect(await finished(stack, reset.id)).toMatchObject({ step: 'done', deleted: 1, cooldownsCleared: 1 });
    expect(await stack.subjects()).toHaveLength(3);
  });

  it('lets what fails meanwhile wait, and heals it afterwards', async () => {
    const stack = await start({ autoDeliver: false });
    await stack.commit({ 'src/two.ts': 'export const state = "fixed by hand";\n' });
    const { reset } = await stack.store.requestReset('Ada');
    const commit = await until(async () => (await stack.store.getReset(reset.id))?.codeReset.commit);
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'cooling_down');
    await stack.deliver(commit);
    await finished(stack, reset.id);
    await stack.reaches(incidentId, 'deploying');
  });

  it('that cannot go live fails, says so, and leaves healing paused until a person looks', async () => {
    const stack = await start();
    await stack.commit({ 'baselines/one.txt': DOES_NOT_DEPLOY });
    const { reset } = await stack.store.requestReset('Ada');
    const ended = await finished(stack, reset.id);
    expect(ended).toMatchObject({ step: 'failed', codeReset: { status: 'failed' } });
    expect(ended.error).toContain('The baselines were not rolled out: the check failed');
    expect((await stack.store.healing()).paused).toBe(true);
    await stack.client.workflow.getHandle(reset.workflowId).result();
    await record(stack.client, reset.workflowId, 'reset-not-rolled-out');
  });
});

function isCancelRequest(event: { workflowExecutionCancelRequestedEventAttributes?: unknown }): boolean {
  return Boolean(event.workflowExecutionCancelRequestedEventAttributes);
}
