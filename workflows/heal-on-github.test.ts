import type { WorkflowBundle } from '@temporalio/worker';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type GitHubHost, hostOnGitHub } from '../adapters/code-host/testing/github-host.ts';
import { REFUSALS } from '../fakes/github/answers.ts';
import { prepareWorkflows } from './testing/histories.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import type { StackOptions } from './testing/stack-options.ts';
import { BROKEN, FIXED, NOT_IN_PRODUCTION } from './testing/world.ts';

// Each request starts a git or two, which a busy machine does slowly.
vi.setConfig({ testTimeout: 180_000 });

let workflowBundle: WorkflowBundle;
let github: GitHubHost;
const stacks: TestStack[] = [];

beforeAll(async () => {
  workflowBundle = await prepareWorkflows();
});
afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.stop();
});

async function start(options: Omit<StackOptions, 'workflowBundle' | 'host'> = {}): Promise<TestStack> {
  const stack = await startTestStack({
    workflowBundle,
    ...options,
    async host(repository) {
      github = await hostOnGitHub(repository);
      return github;
    },
  });
  stacks.push(stack);
  return stack;
}

describe('a heal that pushes to GitHub', () => {
  it('makes one commit through every kind of failure', async () => {
    const stack = await start();
    const { faults } = github.server;
    faults.meet('git/get-ref', { kind: 'answer', answer: REFUSALS.badGateway });
    faults.meet('git/create-commit', { kind: 'answer', answer: REFUSALS.secondaryLimit(4) });
    faults.meet('git/update-ref', { kind: 'answer', answer: REFUSALS.conflict });
    faults.meet('git/update-ref', { kind: 'cut after' });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'resolved');
    expect(await stack.subjects()).toEqual(['[FAULT:FAULT_ONE] Sets the state to fixed.', 'First']);
    expect(faults.left()).toBe(0);
  });

  it('waits as long as GitHub asks it to, and not in the step', async () => {
    const stack = await start();
    github.server.faults.meet('git/create-commit', { kind: 'answer', answer: REFUSALS.secondaryLimit(6) });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'resolved');
    const story = await stack.explain(incidentId);
    expect(story).toContain('Waits for the code host. GitHub limits our requests');
    expect(story).toContain('The wait is over; the heal continues.');
    expect((await stack.store.systemState([])).waits).toEqual([]);
    const { events } = await stack.heal(incidentId).fetchHistory();
    const retried = events?.flatMap(
      ({ activityTaskStartedEventAttributes: started }) => started?.lastFailure ?? [],
    );
    expect(retried).toHaveLength(1);
    expect(retried?.[0]?.applicationFailureInfo).toMatchObject({
      type: 'code_host_rate_limited',
      nextRetryDelay: { seconds: expect.objectContaining({ low: 6 }) },
    });
  });

  it('proves again when its files changed under it, and stays one commit when others did', async () => {
    const stack = await start({ script: [[FIXED], [`${FIXED}// again\n`]] });
    github.server.faults.meet('git/update-ref', {
      kind: 'after',
      happens: () => stack.commit({ 'README.md': 'news\n' }),
    });
    github.server.faults.meet('git/update-ref', {
      kind: 'after',
      happens: () => stack.commit({ 'src/one.ts': `${BROKEN}// changed by a person\n` }),
    });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'resolved');
    const fixes = (await stack.subjects()).filter((subject) => subject.startsWith('[FAULT:'));
    expect(fixes).toHaveLength(1);
    expect(stack.requests).toHaveLength(2);
    expect(stack.requests[1]?.files[0]?.content).toContain('changed by a person');
  });

  it('rolls back what did not hold', async () => {
    const stack = await start({ script: [[NOT_IN_PRODUCTION]], policy: { attempts: 1 } });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'rolled_back');
    expect(await stack.git.readFiles(await stack.git.head('main'), ['src/one.ts'])).toEqual({
      'src/one.ts': BROKEN,
    });
    expect(await stack.subjects()).toHaveLength(3);
  });

  it('ends with the sentence that a person needs when the branch is protected', async () => {
    const stack = await start();
    github.server.faults.meet('git/update-ref', { kind: 'answer', answer: REFUSALS.protectedBranch });
    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'failed');
    expect(await stack.explain(incidentId)).toContain('set "deliver: review" in suture.yaml');
    expect(await stack.subjects()).toEqual(['First']);
  });
});
