import type { CodeHost } from '../../../domain/ports/code-host.ts';
import { checkoutArchive } from '../checkout-archive.ts';
import type { GitHubOptions } from './client.ts';
import { createGitHubOperations } from './operations.ts';

/** A repository on GitHub or on a GitHub Enterprise server. What it needs and what it costs: docs/github.md. */
export function createGitHub(options: GitHubOptions): CodeHost {
  const operations = createGitHubOperations(options);
  return {
    ...operations,
    name: 'github',
    listFiles: async (commit) => (await operations.listing(commit)).map(({ path }) => path),
    checkout: (commit, folder) => checkoutArchive(operations, commit, folder),
  };
}
