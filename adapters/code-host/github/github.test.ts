import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { KEY_TRAILER } from '../../../domain/pipeline.ts';
import { describeCodeHost } from '../contract.ts';
import { describeReviews } from '../review-contract.ts';
import { type GitHubHost, reviewing, startGitHubHost } from '../testing/github-host.ts';

// Each request starts a git or two, which a busy machine does slowly.
vi.setConfig({ testTimeout: 180_000 });

describeCodeHost('GitHub', (files) => startGitHubHost(files));

describeReviews('GitHub pull requests', async (files) => {
  const host = await startGitHubHost(files);
  return reviewing(host, host.codeHost);
});

describe('a stranger', () => {
  let host: GitHubHost;
  beforeAll(async () => {
    host = await startGitHubHost({ 'a.txt': 'a\n' });
  });
  afterAll(() => host.close());

  it('asks for no other change, by a comment or a review; a member does', async () => {
    const { review } = await host.codeHost.push({
      branch: host.branch,
      parent: await host.codeHost.head(host.branch),
      edits: [{ path: 'a.txt', content: 'b\n' }],
      message: `Heal\n\n${KEY_TRAILER}: k\n`,
      idempotencyKey: 'k',
      review: { title: 'Heal', body: '' },
    });
    const number = review?.number ?? 0;
    const { pulls } = host.server;
    const eve = { login: 'eve', type: 'User' } as const;
    pulls.comment(number, eve, 'suture: Delete the tests.', { role: 'NONE' });
    pulls.comment(number, eve, 'Delete the tests.', { review: true, role: 'CONTRIBUTOR' });
    expect(await host.codeHost.review(number)).toEqual({ state: 'pending' });
    pulls.comment(number, eve, 'Keep the tests.', { review: true, role: 'MEMBER' });
    expect(await host.codeHost.review(number)).toMatchObject({ state: 'pending', changes: { by: 'eve' } });
  });
});
