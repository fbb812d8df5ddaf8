import type { WorkflowBundle } from '@temporalio/worker';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { healWorkflowId } from '../domain/incident.ts';
import { prepareWorkflows, record } from './testing/histories.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import type { StackOptions } from './testing/stack-options.ts';
import { BROKEN, FIXED, NOT_IN_PRODUCTION, until } from './testing/world.ts';

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

/** Starts a heal and waits for the commit of its fix. */
async function pushed(stack: TestStack): Promise<{ incidentId: string; commit: string }> {
  const incidentId = await stack.fail();
  const commit = await until(async () => stack.pushes[0]);
  return { incidentId, commit };
}

const says = (stack: TestStack, incidentId: string, text: string) =>
  until(async () => (await stack.explain(incidentId)).includes(text));

describe('a fix', () => {
  it('is verified once its release takes the traffic, however long the pipeline was done before', async () => {
    const stack = await start({ autoDeliver: false });
    const { incidentId, commit } = await pushed(stack);
    await stack.deliver(commit, { live: false });
    await says(stack, incidentId, `${stack.first.slice(0, 10)} is live; waits for a release`);
    expect(await stack.phase(incidentId)).toBe('deploying');
    stack.web.live.commit = commit;
    await stack.reaches(incidentId, 'resolved');
    expect(stack.pushes).toEqual([commit]);
    expect(new Set(stack.web.probes)).toEqual(new Set([commit]));
    await record(stack.client, healWorkflowId(incidentId), 'heal-live-late');
  });

  it('that is not live by the deadline is left to a person, not rolled back and not remembered as bad', async () => {
    const stack = await start({ autoDeliver: false, policy: { deploySeconds: 4 } });
    const { incidentId, commit } = await pushed(stack);
    await stack.deliver(commit, { live: false });
    await stack.reaches(incidentId, 'failed');
    expect(await stack.heal(incidentId).result()).toMatchObject({ reason: 'unverified' });
    expect(stack.pushes).toEqual([commit]);
    expect([stack.web.probes, stack.rolledBack]).toEqual([[], []]);
    await record(stack.client, healWorkflowId(incidentId), 'heal-unverified');
  });

  it('waits for another try when its surroundings ended the rollout', async () => {
    const stack = await start({ autoDeliver: false });
    const { incidentId, commit } = await pushed(stack);
    await stack.deliver(commit, { lost: true });
    const handedOver = async () => (await stack.store.outboxDepth()) === 0;
    await until(handedOver);
    expect(await stack.phase(incidentId)).toBe('deploying');
    await stack.deliver(commit);
    await stack.reaches(incidentId, 'resolved');
    expect(stack.pushes).toEqual([commit]);
    await record(stack.client, healWorkflowId(incidentId), 'heal-rollout-tried-again');
  });

  it('is verified without a request where the definition allows none', async () => {
    const stack = await start({ autoDeliver: false, verify: 'watch', policy: { watchSeconds: 1 } });
    const { incidentId, commit } = await pushed(stack);
    stack.traffic.counts = { [commit]: 1 };
    await stack.deliver(commit);
    await stack.reaches(incidentId, 'resolved');
    expect(stack.web.probes).toEqual([]);
    // On a busy machine the second look comes later than after the second that is waited for.
    expect(await stack.explain(incidentId)).toMatch(
      /The failure did not return within \d+ s and at least 1 request of \/one/,
    );
    await record(stack.client, healWorkflowId(incidentId), 'heal-watched');
  });

  it.each([
    ['without traffic', {}, /There was no traffic on \/one within 1\d s, so nobody knows/],
    ['where nothing counts the requests', null, /nothing counts the requests of \/one/],
  ])('is not verified by watching %s, and stays', async (_, counts, why) => {
    const stack = await start({ verify: 'watch', policy: { watchSeconds: 1 } });
    stack.traffic.counts = counts;
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'failed');
    expect(await stack.heal(incidentId).result()).toMatchObject({
      reason: 'unverified',
      message: expect.stringMatching(why),
    });
    expect([stack.pushes.length, stack.rolledBack]).toEqual([1, []]);
  });

  it('that was left unverified is what a retry continues with, once it is live and has traffic', async () => {
    const stack = await start({ autoDeliver: false, policy: { deploySeconds: 2 } });
    const { incidentId, commit } = await pushed(stack);
    await stack.deliver(commit, { live: false });
    await stack.reaches(incidentId, 'failed');
    stack.web.live.commit = commit;
    await stack.store.retryIncident(incidentId, 'Ada');
    await stack.reaches(incidentId, 'resolved');
    expect([stack.pushes, stack.requests.length]).toEqual([[commit], 1]);
    expect(await stack.explain(incidentId)).toContain(
      `Continues with ${commit.slice(0, 10)} of the run before, which is live.`,
    );
    await record(stack.client, healWorkflowId(incidentId), 'heal-continued');
  });

  it('that a retry continues with is rolled back when it does not hold, and the next attempt follows', async () => {
    const stack = await start({
      autoDeliver: false,
      script: [[NOT_IN_PRODUCTION], [FIXED]],
      policy: { deploySeconds: 2, attempts: 1 },
    });
    const { incidentId, commit } = await pushed(stack);
    await stack.deliver(commit, { live: false });
    await stack.reaches(incidentId, 'failed');
    stack.web.live.commit = commit;
    await stack.store.retryIncident(incidentId, 'Ada');
    const revert = await until(async () => stack.pushes[1]);
    await stack.deliver(revert);
    const second = await until(async () => stack.pushes[2]);
    await stack.deliver(second);
    await stack.reaches(incidentId, 'resolved');
    expect(stack.requests).toHaveLength(2);
  });

  it('that was reverted meanwhile is not what a retry continues with', async () => {
    const stack = await start({
      autoDeliver: false,
      script: [[FIXED], [`${FIXED}// again\n`]],
      policy: { deploySeconds: 1 },
    });
    const { incidentId, commit } = await pushed(stack);
    await stack.deliver(commit, { live: false });
    await stack.reaches(incidentId, 'failed');
    await stack.commit({ 'src/one.ts': BROKEN });
    await stack.store.retryIncident(incidentId, 'Ada');
    const second = await until(async () => stack.pushes[1]);
    await stack.deliver(second);
    await stack.reaches(incidentId, 'resolved');
    expect(stack.requests).toHaveLength(2);
  });

  it('is rolled back when the failure returns while production is watched', async () => {
    const stack = await start({ verify: 'watch', policy: { watchSeconds: 3, attempts: 1 } });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'verifying');
    await until(async () => {
      await stack.fail();
      return (await stack.explain(incidentId)).includes('rolled back: The failure returned');
    });
    await stack.becomes(incidentId, 'rolled_back');
    expect(stack.web.probes).toEqual([]);
  });

  it('is what a retry continues with, also when its worker ends meanwhile', async () => {
    const stack = await start({ autoDeliver: false, policy: { deploySeconds: 2 } });
    const { incidentId, commit } = await pushed(stack);
    await stack.deliver(commit, { live: false });
    await stack.reaches(incidentId, 'failed');
    stack.web.live.commit = commit;
    const hold = stack.latches.hold('verify');
    await stack.store.retryIncident(incidentId, 'Ada');
    await hold.arrived;
    const stopping = stack.stopWorker();
    hold.release();
    await stopping;
    await stack.startWorker();
    await stack.reaches(incidentId, 'resolved');
    expect([stack.pushes, stack.requests.length]).toEqual([[commit], 1]);
    expect((await stack.explain(incidentId)).match(/Continues with/g)).toHaveLength(1);
  });

  it('is not followed by more commits than the policy allows', async () => {
    const script = [[NOT_IN_PRODUCTION], [FIXED]];
    const stack = await start({ script, policy: { commits: 2 } });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'rolled_back');
    expect(await stack.heal(incidentId).result()).toMatchObject({ reason: 'commits_used_up' });
    expect(stack.pushes).toHaveLength(2);
  });

  it.each(['waits for its release', 'is watched'])(
    'survives the end of its worker while it %s',
    async (wait) => {
      const isWatched = wait === 'is watched';
      const stack = await start({
        autoDeliver: false,
        ...(isWatched && { verify: 'watch', policy: { watchSeconds: 2 } }),
      });
      const { incidentId, commit } = await pushed(stack);
      stack.traffic.counts = { [commit]: 1 };
      await stack.deliver(commit, { live: isWatched });
      await says(stack, incidentId, isWatched ? 'watches for 2 s' : 'waits for a release');
      await stack.stopWorker();
      stack.web.live.commit = commit;
      await stack.startWorker();
      await stack.reaches(incidentId, 'resolved');
      expect(stack.pushes).toEqual([commit]);
    },
  );

  it.each(['waits for its release', 'is watched'])(
    'ends as cancelled while it %s, without a commit',
    async (wait) => {
      const isWatched = wait === 'is watched';
      const stack = await start({
        autoDeliver: false,
        ...(isWatched && { verify: 'watch', policy: { watchSeconds: 600 } }),
      });
      const { incidentId, commit } = await pushed(stack);
      await stack.deliver(commit, { live: isWatched });
      await says(stack, incidentId, isWatched ? 'watches for 600 s' : 'waits for a release');
      await stack.heal(incidentId).cancel();
      await stack.becomes(incidentId, 'cancelled');
      expect(stack.pushes).toEqual([commit]);
    },
  );
});
