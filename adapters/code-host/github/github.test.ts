import { vi } from 'vitest';
import { describeCodeHost } from '../contract.ts';
import { describeReviews } from '../review-contract.ts';
import { reviewing, startGitHubHost } from '../testing/github-host.ts';

// Each request starts a git or two, which a busy machine does slowly.
vi.setConfig({ testTimeout: 180_000 });

describeCodeHost('GitHub', (files) => startGitHubHost(files));

describeReviews('GitHub pull requests', async (files) => {
  const host = await startGitHubHost(files);
  return reviewing(host, host.codeHost);
});
