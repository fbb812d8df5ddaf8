import Bottleneck from 'bottleneck';
import { expect } from 'vitest';
import type { CodeHost } from '../../../domain/ports/code-host.ts';
import type { Account } from '../../../fakes/github/render.ts';
import { type GitHubServer, startGitHubServer } from '../../../fakes/github/server.ts';
import { openGit } from '../git.ts';
import type { GitHubOptions } from '../github/client.ts';
import { createGitHub } from '../github/github.ts';
import type { ReviewingHost } from '../review-contract.ts';
import { createTestClone, type TestClone } from '../testing.ts';

/** A person who merges and closes. */
export const ADA: Account = { login: 'ada', type: 'User' };

export interface GitHubHost {
  codeHost: CodeHost;
  server: GitHubServer;
  options: GitHubOptions;
  branch: string;
  /** Another adapter on the same repository. */
  with(options: Partial<GitHubOptions>): CodeHost;
  /** Ends it, once the repository is whole and no request or answer was out of GitHub's description. */
  close(): Promise<void>;
}

/** One write at a time, as in production, but without the second between two. */
function withoutPause(): Record<string, unknown> {
  const group = () => new Bottleneck.Group({ maxConcurrent: 1 });
  return { write: group(), notifications: group() };
}

/** The GitHub adapter before a bare repository. */
export async function hostOnGitHub(repository: string): Promise<GitHubHost> {
  const server = await startGitHubServer(repository);
  const options: GitHubOptions = {
    owner: server.owner,
    repo: server.repo,
    auth: { token: server.token },
    baseUrl: server.baseUrl,
    throttle: withoutPause(),
  };
  return {
    codeHost: createGitHub(options),
    server,
    options,
    branch: 'main',
    with: (other) => createGitHub({ ...options, ...other }),
    async close() {
      await server.close();
      expect(await openGit(repository, process.env).run(['fsck', '--strict', '--no-dangling'])).toBe('');
      expect(server.violations).toEqual([]);
      expect(server.faults.left()).toBe(0);
    },
  };
}

/** The same before a new repository. @param prepare commits more before it is served */
export async function startGitHubHost(
  files: Record<string, string>,
  prepare: (clone: TestClone) => Promise<unknown> = async () => {},
): Promise<GitHubHost> {
  const clone = await createTestClone(files);
  await prepare(clone);
  const host = await hostOnGitHub(await clone.publish());
  return {
    ...host,
    async close() {
      await host.close().finally(() => clone.remove());
    },
  };
}

/** The same host, putting changes before a person, with what people do there. */
export function reviewing(host: GitHubHost, codeHost: CodeHost): ReviewingHost {
  const { pulls, repository } = host.server;
  return {
    codeHost,
    branch: host.branch,
    people: {
      // As most repositories are set: the branch stays.
      merge: (number, method) => pulls.merge(number, ADA, method, { keepBranch: true }),
      close: async (number) => pulls.close(number, ADA),
      comment: async (number, text) => pulls.comment(number, ADA, text),
    },
    async otherBranches() {
      const listed = await repository.run(['for-each-ref', '--format=%(refname:short)', 'refs/heads']);
      return listed.split('\n').filter((name) => name !== host.branch);
    },
    close: host.close,
  };
}
