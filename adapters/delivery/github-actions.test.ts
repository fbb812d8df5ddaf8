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

  it('say where a failing run failed', async () => {
    const sha = push(standIn);
    ended(sha, 'failure');
    expect(await deliveryOn(standIn).outcome(sha)).toEqual({
      status: 'failure',
      runUrl: 'https://github.com/octo-org/octo-repo/actions/runs/1000',
      detail: 'Run 1 of deploy.yml ended with failure: job deploy, step "Check".',
    });
  });

  it('are waited for: a commit of the branch whose run GitHub has not made yet is pending', async () => {
    expect((await deliveryOn(standIn).outcome(push(standIn))).status).toBe('pending');
  });

  it('of the last commit of a push judge the commits before it', async () => {
    const [first, second] = [push(standIn), push(standIn)];
    ended(second, 'failure');
    expect((await deliveryOn(standIn).outcome(first)).status).toBe('failure');
    standIn.live = second;
    expect((await deliveryOn(standIn).outcome(first)).status).toBe('success');
  });

  it('that a later push took the place of leave the judgement to its run', async () => {
    const superseded = push(standIn);
    ended(superseded, 'cancelled');
    const later = push(standIn);
    standIn.runs.push({ sha: later, states: [{ status: 'in_progress', conclusion: null }] });
    expect((await deliveryOn(standIn).outcome(superseded)).status).toBe('pending');
    ended(later, 'success');
    expect((await deliveryOn(standIn).outcome(superseded)).status).toBe('success');
  });

  it('that somebody cancelled have failed', async () => {
    const sha = push(standIn);
    ended(sha, 'cancelled');
    const outcome = await deliveryOn(standIn).outcome(sha);
    expect(outcome.status).toBe('failure');
    expect(outcome.detail).toContain('cancelled');
  });

  it('of earlier commits say nothing of a later one', async () => {
    ended(push(standIn), 'success');
    expect((await deliveryOn(standIn).outcome(push(standIn))).status).toBe('pending');
  });

  it.each([
    [401, 'Bad credentials', 'read access to Actions', 1],
    [403, 'Resource not accessible by personal access token', 'rate limit', 1],
    // What may pass is asked twice more; after that Temporal asks again.
    [500, 'Server Error', 'does not answer', 3],
  ])('are unknown when GitHub answers %i, and it is said why', async (status, message, hint, asked) => {
    const sha = push(standIn);
    standIn.refuse(status, message);
    const outcome = await deliveryOn(standIn).outcome(sha);
    expect(outcome.status).toBe('unknown');
    expect(outcome.detail).toContain(hint);
    expect(outcome.detail).toContain(message);
    expect(standIn.requests).toHaveLength(asked);
  });

  it('are asked for with the token', async () => {
    const sha = push(standIn);
    ended(sha, 'success');
    expect((await deliveryOn(standIn, 'wrong').outcome(sha)).detail).toContain('Bad credentials');
  });
});
