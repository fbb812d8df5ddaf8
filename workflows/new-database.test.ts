import type { WorkflowBundle } from '@temporalio/worker';
import { execa } from 'execa';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { healWorkflowId, rollBackWorkflowId } from '../domain/incident.ts';
import { prepareWorkflows } from './testing/histories.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import { BROKEN, FIXED, until } from './testing/world.ts';

let workflowBundle: WorkflowBundle;
const stacks: TestStack[] = [];
beforeAll(async () => {
  workflowBundle = await prepareWorkflows();
});
afterEach(async () => {
  for (const stack of stacks.splice(0).reverse()) await stack.stop();
});

async function start(after?: TestStack): Promise<TestStack> {
  const script = [[FIXED], [FIXED]];
  const stack = await startTestStack({ workflowBundle, script, ...(after && { after }) });
  stacks.push(stack);
  return stack;
}

/** A heal, its rollback, another heal and a reset: every kind of commit that there is. */
async function cycle(stack: TestStack): Promise<string[]> {
  const incidentId = await stack.fail();
  await stack.reaches(incidentId, 'resolved');
  await stack.store.requestRollBack(incidentId, 'Ada', 'too slow');
  await stack.becomes(incidentId, 'rolled_back');
  const other = await stack.fail('two');
  await stack.reaches(other, 'resolved');
  const { reset } = await stack.store.requestReset('Ada');
  await until(async () => (await stack.store.getReset(reset.id))?.step === 'done');
  // What is written down is not yet closed.
  const workflows = [healWorkflowId(incidentId), rollBackWorkflowId(incidentId), healWorkflowId(other)];
  for (const id of [...workflows, reset.workflowId]) await stack.client.workflow.getHandle(id).result();
  return [incidentId, other, reset.id];
}

it('with a new database on an old repository, incidents of the same ids get commits of their own', async () => {
  const old = await start();
  const ids = await cycle(old);
  await old.stopWorker();
  const before = await old.subjects();

  const stack = await start(old);
  expect(await cycle(stack)).toEqual(ids);
  const subjects = await stack.subjects();
  expect(subjects.slice(0, 4)).toEqual([
    '[RESET] Restore the baselines',
    '[FAULT:FAULT_TWO] Sets the state to fixed.',
    expect.stringMatching(/^\[FAULT:FAULT_ONE\] Revert /),
    '[FAULT:FAULT_ONE] Sets the state to fixed.',
  ]);
  expect(subjects.slice(4)).toEqual(before);
  expect(new Set([...old.pushes, ...stack.pushes]).size).toBe(8);

  // The trailer still names the incident, for people and for tools.
  const { stdout } = await execa('git', [
    '-C',
    stack.origin,
    'log',
    '--format=%(trailers:key=Suture-Incident,valueonly,separator=)',
    'main',
  ]);
  expect(stdout.split('\n').filter((id) => id === ids[0])).toHaveLength(4);
  expect(await stack.git.readFiles(await stack.git.head('main'), ['src/one.ts'])).toEqual({
    'src/one.ts': BROKEN,
  });
});
