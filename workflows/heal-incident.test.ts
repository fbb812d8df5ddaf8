import type { WorkflowBundle } from '@temporalio/worker';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { healWorkflowId } from '../domain/incident.ts';
import type { Phase } from '../domain/phases.ts';
import { timeToHeal } from '../domain/time-to-heal.ts';
import { state } from './messages.ts';
import { prepareWorkflows, record } from './testing/histories.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import type { StackOptions } from './testing/stack-options.ts';
import {
  BROKEN,
  DOES_NOT_DEPLOY,
  FIXED,
  NOT_IN_PRODUCTION,
  ONE_OF_SEVERAL,
  STILL_BROKEN,
  until,
  WITH_A_POWER,
} from './testing/world.ts';

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

const STRAIGHT: Phase[] = [
  'detected',
  'analyzing',
  'fixing',
  'validating',
  'pushing',
  'deploying',
  'verifying',
  'resolved',
];

describe('a heal', () => {
  it('goes from detection to a verified release, with one commit', async () => {
    const stack = await start();
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'resolved');
    expect(await stack.phases(incidentId)).toEqual(STRAIGHT);

    const { incident, timeline, attempts } = (await stack.store.getIncidentDetail(incidentId)) ?? {};
    const [commit] = stack.pushes;
    expect(stack.pushes).toHaveLength(1);
    expect(await stack.subjects()).toEqual(['[FAULT:FAULT_ONE] Sets the state to fixed.', 'First']);
    const pushed = await stack.git.findByKey('main', await stack.worldKey(incidentId, 'push/1'));
    expect(pushed?.trailers['Suture-Incident']).toBe(incidentId);
    expect(incident?.remediation?.parameters.commit).toBe(commit);
    expect(incident?.verification).toMatchObject({ passed: true, runs: 3, build_before: commit });
    expect(incident?.root_cause?.explanation).toBe('The state is broken.');
    expect(attempts?.[0]?.diff).toContain('+export const state = "fixed"');
    expect(new Set(stack.web.probes)).toEqual(new Set([commit]));
    expect(stack.learned).toMatchObject([{ incidentId, after: [{ content: FIXED }] }]);
    expect(await stack.cooldowns.remaining(stack.service, 'FAULT_ONE')).toBeGreaterThan(0);
    expect(timeToHeal(timeline ?? [])?.byKind).toMatchObject({
      reproduce: 5,
      proof: 7,
      check: 1,
      build: 2,
      rollout: 3,
    });

    const handle = stack.heal(incidentId);
    expect(await handle.result()).toMatchObject({ phase: 'resolved' });
    const shown = await handle.query(state);
    expect(shown).toMatchObject({ phase: 'resolved', attempt: 1, commit });
    const { typedSearchAttributes, memo } = await handle.describe();
    const attributes = Object.fromEntries(
      typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]),
    );
    expect(attributes).toMatchObject({
      SutureFault: 'FAULT_ONE',
      SutureSeverity: 'high',
      SuturePhase: 'resolved',
      SutureService: stack.service,
    });
    expect(memo).toEqual({ healRun: 1 });
    await record(stack.client, healWorkflowId(incidentId), 'heal-straight');
  });

  it('gives the next attempt the verdict on each candidate of the last one', async () => {
    const stack = await start({ script: [[STILL_BROKEN], [STILL_BROKEN, FIXED]] });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'resolved');
    expect(stack.requests[1]?.attempts).toMatchObject([
      { number: 1, tried: [{ verdict: { proven: false, summary: '0 of 9 runs passed.' } }] },
    ]);
    expect(stack.requests[1]?.tokens).toBe(200_000 - 110);
    const detail = await stack.store.getIncidentDetail(incidentId);
    expect(detail?.attempts[1]?.verdicts.map(({ proven }) => proven)).toEqual([false, true]);
    expect(timeToHeal(detail?.timeline ?? [])?.refused).toHaveLength(2);
    await record(stack.client, healWorkflowId(incidentId), 'heal-second-attempt');
  });

  it('fails with everything kept when its attempts are used up', async () => {
    const stack = await start({ script: [[STILL_BROKEN], [STILL_BROKEN]], policy: { attempts: 2 } });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'failed');
    expect(await stack.heal(incidentId).result()).toMatchObject({ reason: 'attempts_used_up' });
    const detail = await stack.store.getIncidentDetail(incidentId);
    expect(detail?.attempts).toHaveLength(2);
    expect(detail?.timeline.at(-1)?.data.reason).toBe('attempts_used_up');
    expect(stack.pushes).toEqual([]);
    await record(stack.client, healWorkflowId(incidentId), 'heal-attempts-used-up');
  });

  it('fails with the reason when the provider refuses', async () => {
    const stack = await start({ script: [{ refuse: 'No template fits.' }] });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'failed');
    expect(await stack.heal(incidentId).result()).toMatchObject({
      reason: 'refused',
      message: expect.stringContaining('No template fits.'),
    });
    await record(stack.client, healWorkflowId(incidentId), 'heal-refused');
  });

  it('does not touch code on which the fault does not show', async () => {
    const stack = await start({ initially: FIXED, script: [] });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'failed');
    expect(await stack.heal(incidentId).result()).toMatchObject({ reason: 'not_reproduced' });
    expect((await stack.store.getAnalysis(incidentId))?.evidence.logLines).toHaveLength(1);
    await record(stack.client, healWorkflowId(incidentId), 'heal-not-reproduced');
  });

  it('retries under the same id when a person asks for it', async () => {
    const stack = await start({ script: [{ refuse: 'Not now.' }, [FIXED]] });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'failed');
    await stack.store.retryIncident(incidentId, 'Ada');
    await until(async () => (await stack.phase(incidentId)) === 'resolved');
    expect((await stack.heal(incidentId).describe()).memo).toEqual({ healRun: 2 });
    expect(stack.pushes).toHaveLength(1);
  });
});

describe('a heal that must wait', () => {
  it('waits while healing is paused, and continues when it is revived', async () => {
    const stack = await start();
    await stack.store.setPaused(true, 'maintenance');
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'cooling_down');
    expect(await stack.explain(incidentId)).toContain('maintenance');
    await stack.store.setPaused(false, 'done');
    await stack.reaches(incidentId, 'resolved');
    await record(stack.client, healWorkflowId(incidentId), 'heal-paused');
  });

  it('waits out a cooldown by itself', async () => {
    const stack = await start();
    await stack.cooldowns.start(stack.service, 'FAULT_ONE', 'LIVE-0001', 5);
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'resolved');
    expect((await stack.phases(incidentId)).slice(0, 3)).toEqual(['detected', 'cooling_down', 'analyzing']);
  });

  it('waits for a person, and pushes what was approved', async () => {
    const stack = await start({ policy: { approval: true } });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'awaiting_approval');
    expect(stack.pushes).toEqual([]);
    await stack.heal(incidentId).signal('decide', { approved: true, by: 'Ada', reason: 'looks right' });
    await stack.reaches(incidentId, 'resolved');
    expect(await stack.explain(incidentId)).toContain('Ada approved the fix: looks right.');
    await record(stack.client, healWorkflowId(incidentId), 'heal-approved');
  });

  it('waits for a person when a fix gains a power, though the policy asks for nobody', async () => {
    const stack = await start({ policy: { approval: false }, script: [[WITH_A_POWER]] });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'awaiting_approval');
    expect(stack.pushes).toEqual([]);
    expect(await stack.explain(incidentId)).toContain(
      'It newly names the host elsewhere.example (src/one.ts:1).',
    );
    await stack.heal(incidentId).signal('decide', { approved: true, by: 'Ada', reason: 'wanted' });
    await stack.reaches(incidentId, 'resolved');
    expect(stack.pushes).toHaveLength(1);
    expect(stack.learned[0]?.powers).toHaveLength(1);
  });

  it('waits for a person where the engine left the choice open, and says on which input others differ', async () => {
    const stack = await start({ policy: { approval: false }, script: [[ONE_OF_SEVERAL]] });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'awaiting_approval');
    expect(stack.pushes).toEqual([]);
    expect(await stack.explain(incidentId)).toContain('share(0) gives 0 with this one, NaN with another.');
  });

  it('asks nobody when a later candidate of the round gains no power', async () => {
    const script = [[WITH_A_POWER, STILL_BROKEN, FIXED]];
    const stack = await start({ policy: { approval: false }, script });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'resolved');
    expect(stack.pushes).toHaveLength(1);
    expect(stack.learned[0]?.powers ?? []).toEqual([]);
    expect(stack.proofs).toHaveLength(3);
  });

  it('gives the next attempt the rejection of a person, and does not push that fix again', async () => {
    const stack = await start({ policy: { approval: true, attempts: 2 }, script: [[FIXED], [FIXED]] });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'awaiting_approval');
    await stack.heal(incidentId).signal('decide', { approved: false, by: 'Ada', reason: 'too broad' });
    await stack.reaches(incidentId, 'failed');
    expect(stack.requests[1]?.attempts[0]?.rejection).toBe('Ada rejected the fix: too broad');
    expect(stack.pushes).toEqual([]);
    await record(stack.client, healWorkflowId(incidentId), 'heal-rejected');
  });
});

describe('a rollout', () => {
  it('is found by asking when its callback is lost', async () => {
    const stack = await start({ autoDeliver: false });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'deploying');
    await stack.deliver(stack.pushes[0] as string, { callback: false });
    await stack.reaches(incidentId, 'resolved');
    await record(stack.client, healWorkflowId(incidentId), 'heal-callback-lost');
  });

  it('counts when a later head took the fix in, and not when the head is another', async () => {
    const stack = await start({ autoDeliver: false });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'deploying');
    const fix = stack.pushes[0] as string;
    const payload = {
      service: stack.service,
      incidents: [],
      run_url: '',
      detail: '',
      durations_ms: {},
      status: 'failure' as const,
    };
    await stack.heal(incidentId).signal('rolloutFinished', { ...payload, commit_sha: stack.first });
    const later = await stack.commit({ 'README.md': 'news' });
    await stack.deliver(fix, { head: later });
    await stack.reaches(incidentId, 'resolved');
    expect(stack.pushes).toHaveLength(1);
  });

  it('that fails is rolled back, and the next attempt gets the reason', async () => {
    const stack = await start({ script: [[DOES_NOT_DEPLOY], [FIXED]] });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'resolved');
    expect(stack.requests[1]?.attempts[0]?.rejection).toBe('The rollout failed: the check failed');
    const subjects = await stack.subjects();
    expect(subjects).toHaveLength(4);
    expect(subjects[1]).toMatch(/^\[FAULT:FAULT_ONE\] Revert /);
    await record(stack.client, healWorkflowId(incidentId), 'heal-rollout-failed');
  });

  it('of a fix that does not hold is rolled back, and the heal ends rolled back after the last attempt', async () => {
    const stack = await start({ script: [[NOT_IN_PRODUCTION]], policy: { attempts: 1 } });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'rolled_back');
    expect(await stack.git.readFiles(await stack.git.head('main'), ['src/one.ts'])).toEqual({
      'src/one.ts': BROKEN,
    });
    expect(await stack.explain(incidentId)).toContain('answered 500 instead of 200');
    await record(stack.client, healWorkflowId(incidentId), 'heal-rolled-back');
  });

  it('without any news is unverified at its deadline, and the fix stays', async () => {
    const stack = await start({ autoDeliver: false, policy: { deploySeconds: 1, attempts: 1 } });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'failed');
    expect(await stack.heal(incidentId).result()).toMatchObject({ reason: 'unverified' });
    expect(stack.pushes).toHaveLength(1);
    expect(stack.rolledBack).toEqual([]);
  });
});

describe('a branch that moves', () => {
  it('takes the proven fix on its new head when the files are the same', async () => {
    const stack = await start();
    const hold = stack.latches.hold('prove');
    const incidentId = await stack.fail();
    await hold.arrived;
    const other = await stack.commit({ 'README.md': 'news' });
    hold.release();
    await stack.reaches(incidentId, 'resolved');
    expect(await stack.git.contains(stack.pushes[0] as string, other)).toBe(true);
    expect(stack.requests).toHaveLength(1);
  });

  it('is read and proven again when the files changed', async () => {
    const stack = await start({ script: [[FIXED], [`${FIXED}// again\n`]], policy: { attempts: 1 } });
    const hold = stack.latches.hold('prove');
    const incidentId = await stack.fail();
    await hold.arrived;
    const other = await stack.commit({ 'src/one.ts': `${BROKEN}// changed by a person\n` });
    hold.release();
    await stack.reaches(incidentId, 'resolved');
    expect(stack.requests[1]?.evidence.commit).toBe(other);
    expect(stack.requests[1]?.files[0]?.content).toContain('changed by a person');
    await record(stack.client, healWorkflowId(incidentId), 'heal-stale');
  });

  it('is met by two heals at a time: both are pushed and verified', async () => {
    const stack = await start({ script: [[FIXED], [FIXED]] });
    const [one, two] = await Promise.all([stack.fail('one'), stack.fail('two')]);
    await Promise.all([stack.reaches(one, 'resolved'), stack.reaches(two, 'resolved')]);
    expect(await stack.subjects()).toHaveLength(3);
  });
});
