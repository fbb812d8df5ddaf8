import { join } from 'node:path';
import Bottleneck from 'bottleneck';
import { expect } from 'vitest';
import type { CodeHost } from '../../../domain/ports/code-host.ts';
import { openGit } from '../git.ts';
import type { GitHubOptions } from '../github/client.ts';
import { createGitHub } from '../github/github.ts';
import { seedOrigin } from '../seed-origin.ts';
import { createTestClone, type TestClone } from '../testing.ts';
import { type GitHubServer, startGitHubServer } from './github-server/server.ts';

export interface GitHubHost {
  codeHost: CodeHost;
  server: GitHubServer;
  options: GitHubOptions;
  clone: TestClone;
  branch: string;
  /** Another adapter on the same repository. */
  with(options: Partial<GitHubOptions>): CodeHost;
  /** Ends it, once the repository is whole and no request or answer was out of GitHub's description. */
  close(): Promise<void>;
}

/** One write at a time, as in production, but without the second between two. */
export function withoutPause(): Record<string, unknown> {
  const group = () => new Bottleneck.Group({ maxConcurrent: 1 });
  return { write: group(), notifications: group() };
}

/** The GitHub adapter before a repository with these files. */
export async function startGitHubHost(files: Record<string, string>): Promise<GitHubHost> {
  const clone = await createTestClone(files);
  return openGitHubHost(clone);
}

export async function openGitHubHost(clone: TestClone): Promise<GitHubHost> {
  const repository = join(clone.root, 'origin.git');
  await seedOrigin({ from: clone.folder, to: repository });
  const server = await startGitHubServer(repository);
  const options: GitHubOptions = {
    owner: server.owner,
    repo: server.repo,
    auth: { token: server.token },
    baseUrl: server.baseUrl,
    mode: 'push',
    throttle: withoutPause(),
  };
  return {
    codeHost: createGitHub(options),
    server,
    options,
    clone,
    branch: 'main',
    with: (other) => createGitHub({ ...options, ...other }),
    async close() {
      await server.close();
      const fsck = await openGit(repository).run(['fsck', '--strict', '--no-dangling']);
      await clone.remove();
      expect(server.violations).toEqual([]);
      expect(fsck).toBe('');
      expect(server.faults.left()).toBe(0);
    },
  };
}
