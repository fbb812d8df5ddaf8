import type { Octokit } from '@octokit/rest';
import { connectGitHub, type GitHubOptions } from './client.ts';
import { isMissing, type Problem, problemOf, toSutureError } from './problems.ts';

export type Rest = Octokit['rest'];

/** Asks GitHub about one repository; an answer that is not a success becomes a SutureError. */
export interface GitHub {
  readonly repository: { owner: string; repo: string };
  /**
   * @param what for a person, such as "move main"
   * @throws SutureError `code_host_unavailable`, `code_host_rate_limited`, `code_host_refused`
   */
  ask<T>(what: string, request: (rest: Rest) => Promise<{ data: T }>): Promise<T>;
  /** As `ask`, null for a problem that is expected. */
  askUnless<T>(
    expected: (problem: Problem) => boolean,
    what: string,
    request: (rest: Rest) => Promise<{ data: T }>,
  ): Promise<T | null>;
  /** As `ask`, null for what does not exist in a repository that does. */
  find<T>(what: string, request: (rest: Rest) => Promise<{ data: T }>): Promise<T | null>;
}

export function openGitHub(options: GitHubOptions): GitHub {
  const repository = { owner: options.owner, repo: options.repo };
  let client: Promise<Octokit> | undefined;

  async function askUnless<T>(
    expected: (problem: Problem) => boolean,
    what: string,
    request: (rest: Rest) => Promise<{ data: T }>,
  ): Promise<T | null> {
    try {
      client ??= connectGitHub(options);
      return (await request((await client).rest)).data;
    } catch (error) {
      const problem = problemOf(error);
      if (problem && expected(problem)) return null;
      throw toSutureError(error, what);
    }
  }

  async function ask<T>(what: string, request: (rest: Rest) => Promise<{ data: T }>): Promise<T> {
    return (await askUnless(() => false, what, request)) as T;
  }

  return {
    repository,
    ask,
    askUnless,
    async find(what, request) {
      const found = await askUnless(isMissing, what, request);
      // GitHub answers "not found" for a repository that we may not see, too.
      if (found === null) {
        await ask(`show ${options.owner}/${options.repo}`, (rest) => rest.repos.get(repository));
      }
      return found;
    },
  };
}
