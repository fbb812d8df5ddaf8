import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ActionsStandIn,
  type RunState,
  startActionsStandIn,
  TOKEN,
} from '../../fakes/github/actions.ts';
import { describeDelivery } from './contract.ts';
import { createGitHubActionsDelivery } from './github-actions.ts';

const REPOSITORY = { owner: 'octo-org', repo: 'octo-repo' };
const WORKFLOW = 'deploy.yml';

const start = () => startActionsStandIn(`${REPOSITORY.owner}/${REPOSITORY.repo}`, WORKFLOW);
const deliveryOn = (standIn: ActionsStandIn, token = TOKEN) =>
  createGitHubActionsDelivery({
    github: { ...REPOSITORY, baseUrl: standIn.apiUrl, auth: { token } },
    running: { url: standIn.serviceUrl, release: { path: '/up/build', field: 'build_sha' } },
    workflow: WORKFLOW,
    branch: 'main',
  });

function push(standIn: ActionsStandIn): string {
  const sha = randomBytes(20).toString('hex');
  standIn.commits.push(sha);
  return sha;
}

describeDelivery('github-actions', async () => {
  const standIn = await start();
  const run = (sha: string, conclusion: 'success' | 'failure') => {
    standIn.runs.push({
      sha,
      states: [
        { status: 'queued', conclusion: null },
        { status: 'in_progress', conclusion: null },
        { status: 'completed', conclusion },
      ],
    });
    return sha;
  };
  return {
    delivery: deliveryOn(standIn),
    pushGood: async () => run(push(standIn), 'success'),
    pushBad: async () => run(push(standIn), 'failure'),
    request: async () => {},
    disappear: () => standIn.close(),
    close: () => standIn.close(),
  };
});

describe('runs of GitHub Actions', () => {
  let standIn: ActionsStandIn;
  beforeEach(async () => {
    standIn = await start();
  });
  afterEach(() => standIn.close());
  const ended = (sha: string, conclusion: RunState['conclusion']) =>
    standIn.runs.push({ sha, states: [{ status: 'completed', conclusion }] });

  it('name the job and the step that failed', async () => {
    const sha = push(standIn);
    ended(sha, 'failure');
    expect(await deliveryOn(standIn).outcome(sha)).toEqual({
      status: 'failure',
      runUrl: 'https://github.com/octo-org/octo-repo/actions/runs/1000',
      detail: 'Run 1 of deploy.yml ended with failure: job deploy, step "Check".',
    });
  });

  it('leave a commit pending whose run GitHub has not created yet', async () => {
    expect((await deliveryOn(standIn).outcome(push(standIn))).status).toBe('pending');
  });

  it('of the last commit of a push decide about the commits before it', async () => {
    const [first, second] = [push(standIn), push(standIn)];
    ended(second, 'failure');
    expect((await deliveryOn(standIn).outcome(first)).status).toBe('failure');
    standIn.live = second;
    expect((await deliveryOn(standIn).outcome(first)).status).toBe('success');
  });

  it('that a later push replaced leave the decision to its run', async () => {
    const superseded = push(standIn);
    ended(superseded, 'cancelled');
    const later = push(standIn);
    standIn.runs.push({ sha: later, states: [{ status: 'in_progress', conclusion: null }] });
    expect((await deliveryOn(standIn).outcome(superseded)).status).toBe('pending');
    ended(later, 'success');
    expect((await deliveryOn(standIn).outcome(superseded)).status).toBe('success');
  });

  it.each(['cancelled', 'timed_out', 'startup_failure', 'stale'] as const)(
    'that ended with %s say nothing about the commit, which waits for another run',
    async (conclusion) => {
      const sha = push(standIn);
      ended(sha, conclusion);
      const outcome = await deliveryOn(standIn).outcome(sha);
      expect(outcome).toMatchObject({ status: 'pending', detail: expect.stringContaining(conclusion) });
      ended(sha, 'success');
      expect((await deliveryOn(standIn).outcome(sha)).status).toBe('success');
    },
  );

  it('that lost their runner say nothing about the commit', async () => {
    const sha = push(standIn);
    const states: [RunState] = [{ status: 'completed', conclusion: 'failure' }];
    standIn.runs.push({ sha, states, losesRunner: true });
    expect((await deliveryOn(standIn).outcome(sha)).status).toBe('pending');
  });

  it('of earlier commits decide nothing about a later one', async () => {
    ended(push(standIn), 'success');
    expect((await deliveryOn(standIn).outcome(push(standIn))).status).toBe('pending');
  });

  it.each([
    [401, 'Bad credentials', 'read access to Actions', 1],
    [403, 'Resource not accessible by personal access token', 'rate limit', 1],
    // A temporary failure is retried twice; after that Temporal retries.
    [500, 'Server Error', 'does not answer', 3],
  ])('are unknown when GitHub answers %i, with the reason', async (status, message, hint, asked) => {
    const sha = push(standIn);
    standIn.refuse(status, message);
    const outcome = await deliveryOn(standIn).outcome(sha);
    expect(outcome.status).toBe('unknown');
    expect(outcome.detail).toContain(hint);
    expect(outcome.detail).toContain(message);
    expect(standIn.requests).toHaveLength(asked);
  });

  it('are requested with the token', async () => {
    const sha = push(standIn);
    ended(sha, 'success');
    expect((await deliveryOn(standIn, 'wrong').outcome(sha)).detail).toContain('Bad credentials');
  });
});
