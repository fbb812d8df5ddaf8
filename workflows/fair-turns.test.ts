import type { WorkflowBundle } from '@temporalio/worker';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { healWorkflowId } from '../domain/incident.ts';
import { prepareWorkflows, record } from './testing/histories.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import { FIXED, STILL_BROKEN, until } from './testing/world.ts';

let workflowBundle: WorkflowBundle;
let stack: TestStack;

beforeAll(async () => {
  workflowBundle = await prepareWorkflows();
});
afterEach(() => stack.stop());

/** Steps of a heal that run or wait. */
async function pendingOf(incidentId: string): Promise<string[]> {
  const described = await stack
    .heal(incidentId)
    .describe()
    .catch(() => null);
  return (described?.raw.pendingActivities ?? []).map(({ activityType }) => activityType?.name ?? '');
}

const HOPELESS = Array.from({ length: 12 }, (_, number) => `${STILL_BROKEN}// ${number}\n`);

it('heals both when the worker ends while one has the only place and the other waits for it', async () => {
  stack = await startTestStack({ workflowBundle, script: [[FIXED], [FIXED]], oneByOne: true });
  const hold = stack.latches.hold('prove');
  const first = await stack.fail('one');
  await hold.arrived;
  const second = await stack.fail('two');
  await until(async () => (await pendingOf(second)).includes('analyzeIncident'));
  const stopping = stack.stopWorker();
  hold.release();
  await stopping;
  await stack.startWorker();
  await stack.reaches(first, 'resolved');
  await stack.reaches(second, 'resolved');
  expect(stack.pushes).toHaveLength(2);
});

it('heals a fault while the many candidates of a hopeless one are proven, with one proof at a time', async () => {
  const script = [HOPELESS, [FIXED]];
  stack = await startTestStack({ workflowBundle, script, policy: { attempts: 1 }, oneByOne: true });
  const hold = stack.latches.hold('prove');
  const hopeless = await stack.fail('one');
  await hold.arrived;
  const quick = await stack.fail('two');
  // Its first step waits for the only place.
  await until(async () => (await pendingOf(quick)).includes('analyzeIncident'));
  hold.release();
  await stack.reaches(quick, 'resolved');
  await stack.becomes(hopeless, 'failed');
  const detail = await stack.store.getIncidentDetail(quick);
  const [fix] = detail?.attempts[0]?.proposal.candidates ?? [];
  expect(stack.proofs).toHaveLength(HOPELESS.length + 1);
  expect(stack.proofs.indexOf(fix?.id ?? '')).toBeLessThan(HOPELESS.length - 2);
  await record(stack.client, healWorkflowId(hopeless), 'heal-proven-in-turns');
});
