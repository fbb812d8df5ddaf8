import { describe, expect, it, vi } from 'vitest';
import { KEY_TRAILER } from '../../../domain/pipeline.ts';
import { readSettings } from '../../../domain/settings.ts';
import { describeCodeHost } from '../contract.ts';
import { createCodeHost } from '../registry.ts';
import { describeReviews } from '../review-contract.ts';
import { reviewing, startGitHubHost } from '../testing/github-host.ts';

// Each request starts a git or two, which a busy machine does slowly.
vi.setConfig({ testTimeout: 180_000 });

describeCodeHost('GitHub', (files) => startGitHubHost(files));

describeReviews('GitHub pull requests', async (files) => {
  const host = await startGitHubHost(files);
  return reviewing(host, host.with({ mode: 'pull_request' }));
});

describe('CODE_HOST=github', () => {
  it('puts no secret of a log before a reviewer', async () => {
    const github = await startGitHubHost({ 'a.txt': 'a\n' });
    const codeHost = createCodeHost(
      readSettings({
        CODE_HOST: 'github',
        GITHUB_MODE: 'pull_request',
        GITHUB_OWNER: github.server.owner,
        GITHUB_REPO: github.server.repo,
        GITHUB_TOKEN: github.server.token,
        GITHUB_BASE_URL: github.server.baseUrl,
      }),
    );
    // Put together here, so that no scanner takes this file for a leak.
    const secret = `ghp_${'a1B2c3'.repeat(6)}`;
    await codeHost.push({
      branch: 'main',
      parent: await codeHost.head('main'),
      edits: [{ path: 'a.txt', content: 'b\n' }],
      message: `Heal\n\n${KEY_TRAILER}: k\n`,
      idempotencyKey: 'k',
      review: { title: 'Heal', body: `The log says:\n\ntoken=${secret} was refused\n` },
    });
    const body = github.server.pulls.pulls[0]?.body;
    expect(body).toContain('was refused');
    expect(body).not.toContain(secret);
    await github.close();
  });
});
