import type { WorkflowBundle } from '@temporalio/worker';
import { execa } from 'execa';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADA, type GitHubHost, hostOnGitHub } from '../adapters/code-host/testing/github-host.ts';
import { healWorkflowId } from '../domain/incident.ts';
import type { Phase } from '../domain/phases.ts';
import type { Notification, Notifier } from '../domain/ports/notifier.ts';
import { reviewBranch } from '../domain/review.ts';
import { timeToHeal } from '../domain/time-to-heal.ts';
import { REFUSALS } from '../fakes/github/answers.ts';
import { prepareWorkflows, record } from './testing/histories.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import type { StackOptions } from './testing/stack-options.ts';
import { BROKEN, FIXED, NOT_IN_PRODUCTION, until } from './testing/world.ts';

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
    deliver: 'review',
    ...options,
    async host(repository) {
      github = await hostOnGitHub(repository);
      return { codeHost: github.codeHost, close: github.close };
    },
  });
  stacks.push(stack);
  return stack;
}

/** Waits until a pull request is open. */
async function opened(number = 1) {
  return until(async () => github.server.pulls.pulls.find((pull) => pull.number === number));
}

/** GitHub's webhook, as the app hands it on. */
async function tell(stack: TestStack, incidentId: string): Promise<void> {
  const workflowId = healWorkflowId(incidentId);
  await stack.store.enqueue(
    { kind: 'signal', workflowId, signal: 'reviewFinished', payload: null },
    'delivery',
  );
}

const REVIEWED: Phase[] = [
  'detected',
  'analyzing',
  'fixing',
  'validating',
  'pushing',
  'deploying',
  'verifying',
  'resolved',
];

describe('a heal whose fix a person merges', () => {
  it('opens one pull request, hears of the merge, and verifies what came onto the branch', async () => {
    const stack = await start();
    const incidentId = await stack.fail();
    const pull = await opened();
    await until(async () => (await stack.explain(incidentId)).includes('waits for a person'));
    expect(await stack.phase(incidentId)).toBe('pushing');
    expect(await stack.explain(incidentId)).toContain(`https://github.com/octo-org/shop/pull/1`);
    const { waits } = await stack.store.systemState([]);
    expect(waits).toMatchObject([
      { incidentId, kind: 'person', on: 'a person', url: 'https://github.com/octo-org/shop/pull/1' },
    ]);
    expect(await stack.subjects()).toEqual(['First']);
    expect(pull).toMatchObject({
      head: reviewBranch(await stack.worldKey(incidentId, 'push/1')),
      title: '[FAULT:FAULT_ONE] Sets the state to fixed.',
    });

    const merged = await github.server.pulls.merge(1, ADA, 'squash');
    await tell(stack, incidentId);
    await stack.reaches(incidentId, 'deploying');
    expect((await stack.store.systemState([])).waits).toEqual([]);
    await stack.deliver(merged);
    await stack.reaches(incidentId, 'resolved');
    expect(await stack.phases(incidentId)).toEqual(REVIEWED);
    expect(await stack.subjects()).toEqual(['[FAULT:FAULT_ONE] Sets the state to fixed.', 'First']);
    const { incident, timeline } = (await stack.store.getIncidentDetail(incidentId)) ?? {};
    expect(incident?.remediation).toMatchObject({
      action_type: 'auto_fix_merged',
      parameters: { commit: merged, pull_request: 'https://github.com/octo-org/shop/pull/1' },
    });
    expect(timeToHeal(timeline ?? [])?.waitedMs).toBeGreaterThan(0);
    await stack.heal(incidentId).result();
    await record(stack.client, healWorkflowId(incidentId), 'heal-merged');
  });

  it('shows and remembers what a person made of the fix before the merge, and deletes its branch', async () => {
    const stack = await start();
    const incidentId = await stack.fail();
    const { head } = await opened();
    await until(async () => (await stack.explain(incidentId)).includes('waits for a person'));
    const theirs = `${FIXED}// A person knows better.\n`;
    await github.server.pulls.change(1, ADA, { 'src/one.ts': theirs });
    const merged = await github.server.pulls.merge(1, ADA, 'squash', { keepBranch: true });
    await tell(stack, incidentId);
    await stack.reaches(incidentId, 'deploying');
    await stack.deliver(merged);
    await stack.reaches(incidentId, 'resolved');
    const { incident, attempts } = (await stack.store.getIncidentDetail(incidentId)) ?? {};
    expect(incident?.remediation?.parameters).toMatchObject({
      provider: 'person',
      templates: [],
      rationale: expect.stringMatching(/^Changed by a person before the merge: /),
    });
    expect(await stack.explain(incidentId)).toContain('changed by a person before the merge');
    const [attempt] = attempts ?? [];
    expect(attempt?.diff).toContain('+// A person knows better.');
    expect(attempt?.proposal.candidates.find(({ id }) => id === attempt.chosen)?.edits).toEqual([
      { path: 'src/one.ts', content: theirs },
    ]);
    expect(await github.server.repository.head(head)).toBeNull();
    await stack.heal(incidentId).result();
  });

  it('hears of a merge that was made while its worker was away', async () => {
    const stack = await start();
    const incidentId = await stack.fail();
    await opened();
    await until(async () => (await stack.explain(incidentId)).includes('waits for a person'));
    await stack.stopWorker();
    const merged = await github.server.pulls.merge(1, ADA, 'squash');
    await tell(stack, incidentId);
    await stack.startWorker();
    await stack.reaches(incidentId, 'deploying');
    await stack.deliver(merged);
    await stack.reaches(incidentId, 'resolved');
    expect([github.server.pulls.pulls.length, stack.requests.length]).toEqual([1, 1]);
  });

  it('finds the merge by asking when the webhook is lost', async () => {
    const stack = await start();
    const incidentId = await stack.fail();
    await opened();
    await until(async () => (await stack.explain(incidentId)).includes('waits for a person'));
    const merged = await github.server.pulls.merge(1, ADA, 'merge');
    await stack.reaches(incidentId, 'deploying');
    await stack.deliver(merged);
    await stack.reaches(incidentId, 'resolved');
    await stack.heal(incidentId).result();
    await record(stack.client, healWorkflowId(incidentId), 'heal-merged-unheard');
  });

  it('has one pull request, though its step broke off after opening it and its files changed since', async () => {
    const stack = await start();
    const { faults, pulls } = github.server;
    faults.meet('pulls/create', { kind: 'cut after' });
    faults.meet('pulls/create', {
      kind: 'after',
      async happens() {
        await stack.commit({ 'src/one.ts': `${BROKEN}// changed by a person\n` });
        faults.meet('pulls/list', { kind: 'answer', answer: REFUSALS.unavailable }, 3);
      },
    });
    const incidentId = await stack.fail();
    await until(async () => (await stack.explain(incidentId)).includes('waits for a person'));
    expect(pulls.pulls.map(({ number }) => number)).toEqual([1]);
    expect(stack.requests).toHaveLength(1);
    expect(faults.left()).toBe(0);
  });

  it('notifies people that they are asked, and where, of a fix to push whose proof reaches less far than its rung', async () => {
    const told: Notification[] = [];
    const notifier: Notifier = {
      name: 'test',
      repeatable: true,
      send: async (_id, notification) => void told.push(notification),
    };
    const rung = { name: 'asked', detail: '' };
    const rungs = [
      { ...rung, rung: 3, held: true },
      { ...rung, rung: 4, held: null },
    ];
    const file = { path: 'test/get-one.test.ts', content: 'it("answers", async () => {});\n' };
    const addedTest = { file, detail: '“answers” fails without the change and passes with it' };
    const stack = await start({
      notifiers: [notifier],
      deliver: 'push',
      policy: { pushFrom: 4 },
      aroundProver: (world) => ({
        ...world,
        prove: async (...given) => ({ ...(await world.prove(...given)), rungs, addedTest }),
      }),
    });
    const incidentId = await stack.fail();
    const [news] = await until(async () => told.length > 0 && told);
    expect(news).toMatchObject({
      event: 'approval_needed',
      incident_id: incidentId,
      message: expect.stringContaining('merge or close https://github.com/octo-org/shop/pull/1'),
    });
    const { body, headSha } = await opened();
    expect(body).toContain('`test/get-one.test.ts` is new: “answers” fails without the change');
    expect(body).toContain('+++ b/test/get-one.test.ts');
    expect(await stack.git.readFiles(headSha, [file.path])).toEqual({ [file.path]: file.content });
  });

  it('is rolled back by a commit on the branch when it does not hold', async () => {
    const stack = await start({ script: [[NOT_IN_PRODUCTION]], policy: { attempts: 1 } });
    const incidentId = await stack.fail();
    await opened();
    const merged = await github.server.pulls.merge(1, ADA, 'merge');
    await tell(stack, incidentId);
    await stack.reaches(incidentId, 'deploying');
    await stack.deliver(merged);
    await stack.reaches(incidentId, 'rolled_back');
    expect(await stack.git.readFiles(await stack.git.head('main'), ['src/one.ts'])).toEqual({
      'src/one.ts': BROKEN,
    });
    expect(github.server.pulls.pulls).toHaveLength(1);
  });

  it('has a rollback command in its pull request that works', async () => {
    const stack = await start();
    const incidentId = await stack.fail();
    const { body } = await opened();
    const merged = await github.server.pulls.merge(1, ADA, 'merge');
    await tell(stack, incidentId);
    await stack.reaches(incidentId, 'deploying');
    await stack.deliver(merged);
    await stack.reaches(incidentId, 'resolved');

    const command = /```sh\n([\s\S]*?)\n```/.exec(body)?.[1] ?? '';
    const { folder } = github.server.repository;
    const env = {
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'a@b',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'a@b',
    };
    await execa('git', ['clone', '--quiet', folder, `${folder}-clone`], { env });
    await execa('sh', ['-e', '-c', command], { cwd: `${folder}-clone`, env });
    expect(await stack.git.readFiles(await stack.git.head('main'), ['src/one.ts'])).toEqual({
      'src/one.ts': BROKEN,
    });
    for (const part of [
      '## What failed',
      'one request to',
      '## Why',
      'The state is broken',
      '## What was shown',
      '## What was not asked',
      '## How to revert it',
      '9 of 9 runs',
      '+export const state = "fixed"',
    ]) {
      expect(body).toContain(part);
    }
  });
});

describe('a heal whose change a person closes', () => {
  it('ends, and no heal of the fault opens another change until a person asks for one', async () => {
    const stack = await start({
      script: [[FIXED], [FIXED, `${FIXED}// narrower\n`], [FIXED]],
      heal: { changesPerDay: 2 },
    });
    const closed = await stack.fail();
    await opened();
    github.server.pulls.comment(1, ADA, 'Too broad.');
    github.server.pulls.close(1, ADA);
    await tell(stack, closed);
    await stack.reaches(closed, 'failed');
    await stack.heal(closed).result();
    await record(stack.client, healWorkflowId(closed), 'heal-change-closed');

    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'cooling_down');
    const why = 'ada closed pull request 1 unmerged: ada: Too broad.';
    expect(await stack.explain(incidentId)).toContain(`${why} It was the change for this fault (${closed}).`);
    expect(await stack.fail()).toBe(incidentId);
    expect([stack.requests.length, github.server.pulls.pulls.length]).toEqual([1, 1]);
    await expect(stack.store.retryIncident(closed, 'Ada')).rejects.toMatchObject({ type: 'not_open' });

    expect(await stack.store.retryIncident(incidentId, 'Ada')).toEqual({ healRun: 1 });
    const { head } = await opened(2);
    expect(stack.requests[1]?.attempts[0]?.rejection).toBe(why);
    expect(await stack.git.readFiles(await stack.git.head(head), ['src/one.ts'])).toEqual({
      'src/one.ts': `${FIXED}// narrower\n`,
    });
    const merged = await github.server.pulls.merge(2, ADA, 'rebase');
    await stack.reaches(incidentId, 'deploying');
    await stack.deliver(merged);
    await stack.reaches(incidentId, 'resolved');

    // The third change of the day is one too many.
    const kept = await stack.fail('two');
    await until(async () => (await stack.explain(kept)).includes('at most 2 changes'));
    expect(await stack.explain(kept)).toContain(`suture show ${kept} --patch | git apply`);
    expect(github.server.pulls.pulls).toHaveLength(2);
  });
});

describe('a heal of whose fix a person asks for changes', () => {
  it('gives the next attempt what was written, and updates the same pull request', async () => {
    const stack = await start({ script: [[FIXED], [`${FIXED}// narrower\n`]] });
    const incidentId = await stack.fail();
    await opened();
    github.server.pulls.comment(1, ADA, 'Too broad.', { review: true });
    await tell(stack, incidentId);
    await expect
      .poll(() => stack.requests[1]?.attempts[0]?.rejection)
      .toBe('ada asks for changes of pull request 1: ada: Too broad.');
    const [pull] = github.server.pulls.pulls;
    await expect
      .poll(() => stack.git.readFiles(pull?.headSha ?? '', ['src/one.ts']))
      .toEqual({ 'src/one.ts': `${FIXED}// narrower\n` });
    expect(github.server.pulls.pulls).toHaveLength(1);
    expect(pull).toMatchObject({ state: 'open', body: expect.stringContaining('narrower') });
    const merged = await github.server.pulls.merge(1, ADA, 'rebase');
    await tell(stack, incidentId);
    await stack.reaches(incidentId, 'deploying');
    await stack.deliver(merged);
    await stack.reaches(incidentId, 'resolved');
  });
});

describe('a heal that is cancelled while a person has its fix', () => {
  it('closes the pull request and takes its branch away', async () => {
    const stack = await start();
    const incidentId = await stack.fail();
    await opened();
    await until(async () => (await stack.explain(incidentId)).includes('waits for a person'));
    const branch = reviewBranch(await stack.worldKey(incidentId, 'push/1'));
    await stack.heal(incidentId).cancel();
    await expect(stack.heal(incidentId).result()).rejects.toThrow();
    expect(await stack.phase(incidentId)).toBe('cancelled');
    expect(github.server.pulls.pulls[0]).toMatchObject({ state: 'closed', mergeCommit: null });
    expect(await github.server.repository.head(branch)).toBeNull();
    await record(stack.client, healWorkflowId(incidentId), 'heal-cancelled-in-review');
  });

  it('is cancelled all the same when GitHub does not let it be closed, and the next heal updates what is open', async () => {
    const again = `${FIXED}// once more\n`;
    const stack = await start({ script: [[FIXED], [again]] });
    const incidentId = await stack.fail();
    await opened();
    await until(async () => (await stack.explain(incidentId)).includes('waits for a person'));
    const answer = { status: 403, body: { message: 'Resource not accessible by integration' } };
    github.server.faults.meet('pulls/update', { kind: 'answer', answer });
    await stack.heal(incidentId).cancel();
    await expect(stack.heal(incidentId).result()).rejects.toThrow();
    expect(await stack.explain(incidentId)).toContain('Close it by hand.');
    const next = await stack.fail();
    await until(async () => (await stack.explain(next)).includes('waits for a person'));
    const [pull, ...others] = github.server.pulls.pulls;
    expect(others).toEqual([]);
    expect(await stack.git.readFiles(pull?.headSha ?? '', ['src/one.ts'])).toEqual({ 'src/one.ts': again });
  });
});
