import type { WorkflowBundle } from '@temporalio/worker';
import { execa } from 'execa';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { healWorkflowId } from '../domain/incident.ts';
import { prepareWorkflows, record } from './testing/histories.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import type { StackOptions } from './testing/stack-options.ts';
import { failingRequest } from './testing/watch-incidents.ts';
import { FIXED, until } from './testing/world.ts';

let workflowBundle: WorkflowBundle;
const stacks: TestStack[] = [];

beforeAll(async () => {
  workflowBundle = await prepareWorkflows();
});
afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.stop();
});

/** A service whose rollouts are its team's own. */
async function start(options: Omit<StackOptions, 'workflowBundle'>): Promise<TestStack> {
  const stack = await startTestStack({
    workflowBundle,
    verify: 'watch',
    policy: { watchSeconds: 1, deploySeconds: 60 },
    ...options,
  });
  stacks.push(stack);
  const service = await stack.store.getService(stack.service);
  if (!service) throw new Error('The test stack attaches its service.');
  const { name, repository, branch, url } = service;
  await stack.store.attachService({ name, repository, branch, url, delivery: { kind: 'watched' } }, null);
  return stack;
}

const says = (stack: TestStack, incidentId: string, text: string) =>
  until(async () => (await stack.explain(incidentId)).includes(text));

/** Their rollout: a commit is live and takes requests. */
function rollOut(stack: TestStack, commit: string, requests: number): void {
  stack.web.live.commit = commit;
  stack.traffic.counts = { ...stack.traffic.counts, [commit]: requests };
}

const branches = async (stack: TestStack) => {
  const { stdout } = await execa('git', [
    ...['-C', stack.origin, 'for-each-ref', '--format=%(refname:short)', 'refs/heads'],
  ]);
  return stdout.split('\n').filter((branch) => branch !== 'main');
};

/** A person merges a branch by moving theirs. @returns the commit */
async function merge(stack: TestStack, branch: string): Promise<string> {
  await execa('git', ['-C', stack.origin, 'update-ref', 'refs/heads/main', `refs/heads/${branch}`]);
  return stack.git.head('main');
}

describe('a fix that nobody but a person delivers', () => {
  it('is kept, is found once they have applied it and rolled it out, and is verified by their traffic', async () => {
    const stack = await start({ deliver: 'none' });
    const incidentId = await stack.fail();
    await says(stack, incidentId, `suture show ${incidentId} --patch | git apply`);
    expect(await stack.phase(incidentId)).toBe('pushing');
    expect([stack.pushes, await branches(stack), await stack.subjects()]).toEqual([[], [], ['First']]);
    rollOut(stack, await stack.commit({ 'notes.txt': 'Not about the fault.\n' }), 20);
    const commit = await stack.commit({ 'src/one.ts': `${FIXED}// By hand.\n` });
    rollOut(stack, commit, 20);
    await stack.reaches(incidentId, 'resolved');
    const { incident } = (await stack.store.getIncidentDetail(incidentId)) ?? {};
    expect(incident?.remediation).toMatchObject({ action_type: 'fix_applied', parameters: { commit } });
    expect(incident?.verification).toMatchObject({
      requests: 20,
      confidence: 0.95,
      summary: expect.stringContaining('with 95 % confidence at most 13.9 % of its requests still fail'),
    });
    await record(stack.client, healWorkflowId(incidentId), 'heal-kept');
  });
});

describe('a fix that a person merged and rolled out', () => {
  it('is put up for revert when the failure returns, and the next change takes its place', async () => {
    const better = `${FIXED}// Holds.\n`;
    // On a busy machine a second would be over before the failure returns.
    const policy = { watchSeconds: 10, deploySeconds: 60 };
    const stack = await start({ deliver: 'review', script: [[FIXED], [better]], policy });
    const incidentId = await stack.fail();
    const [first = ''] = await until(async () => {
      const open = await branches(stack);
      return open.length > 0 && open;
    });
    await says(stack, incidentId, 'waits for a person');
    const merged = await merge(stack, first);
    await stack.reaches(incidentId, 'deploying');
    rollOut(stack, merged, 1);
    await stack.reaches(incidentId, 'verifying');
    await stack.fail();
    await says(stack, incidentId, 'Its revert waits for you: merge or delete the branch');
    expect(await stack.explain(incidentId)).toContain('The fault returned');
    expect(await stack.subjects()).toHaveLength(2);
    const second = await until(async () =>
      (await branches(stack)).find((branch) => branch.includes('push-2')),
    );
    await until(async () => !(await branches(stack)).some((branch) => branch.includes('revert-1')));
    expect(stack.requests[1]?.attempts[0]?.rejection).toContain('The failure returned 1 time');
    const again = await merge(stack, second);
    expect(await stack.git.readFiles(again, ['src/one.ts'])).toEqual({ 'src/one.ts': better });
    await stack.reaches(incidentId, 'deploying');
    rollOut(stack, again, 30);
    await stack.reaches(incidentId, 'resolved');
    expect(stack.rolledBack).toHaveLength(1);
    await record(stack.client, healWorkflowId(incidentId), 'heal-returned');
  });

  it('opens its incident again when the failure returns after it was resolved, and offers its revert', async () => {
    const better = `${FIXED}// Holds.\n`;
    const policy = { watchSeconds: 1, deploySeconds: 60, cooldownSeconds: 0 };
    const stack = await start({ deliver: 'review', script: [[FIXED], [better]], policy });
    const fails = (buildSha: string | null) =>
      stack.store.recordOccurrence({ ...failingRequest(stack.service, 'one', '', null), buildSha });
    const incidentId = await stack.fail();
    const [first = ''] = await until(async () => {
      const open = await branches(stack);
      return open.length > 0 && open;
    });
    const merged = await merge(stack, first);
    await stack.reaches(incidentId, 'deploying');
    rollOut(stack, merged, 30);
    await stack.reaches(incidentId, 'resolved');

    // The release before the fix still serves somewhere.
    expect(await fails(stack.first)).toMatchObject({ incidentId, opened: false });
    await says(stack, incidentId, 'which does not contain the fix');
    expect(await stack.phase(incidentId)).toBe('resolved');

    // A later release contains the fix, too; here its work is undone in effect, not in its files.
    const later = await stack.commit({ 'src/one.ts': 'export const state = "broken";\n// and fixed\n' });
    rollOut(stack, later, 0);
    expect(await fails(later)).toMatchObject({ incidentId, opened: false });
    await says(
      stack,
      incidentId,
      `The failure returned on the release ${later.slice(0, 10)}, which contains the fix`,
    );
    await says(stack, incidentId, 'so revert it by hand: git revert');
    const second = await until(async () => (await branches(stack)).find((each) => each.includes('push-1')));
    expect(stack.requests[1]?.attempts).toMatchObject([
      { number: 0, rejection: expect.stringContaining('returned') },
    ]);
    expect(stack.rolledBack).toMatchObject([{ why: expect.stringContaining('returned'), by: null }]);
    const { notVerified, total } = await stack.store.healStatistics(stack.service, new Date(0), 'week');
    expect([notVerified.returned, total.restore.count]).toEqual([1, 0]);
    rollOut(stack, await merge(stack, second), 30);
    await stack.becomes(incidentId, 'resolved');
    await record(stack.client, healWorkflowId(incidentId), 'heal-reopened');
  });
});
