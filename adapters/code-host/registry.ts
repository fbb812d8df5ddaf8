import type { CodeHost, CodeHosts } from '../../domain/ports/code-host.ts';
import type { Repository } from '../../domain/service.ts';
import { createHideSecrets } from '../knowledge/backboard/hide-secrets.ts';
import { ownSecrets } from '../secrets/own-secrets.ts';
import { createGitHub } from './github/github.ts';
import { type GitHubSettings, gitHubAuth } from './github/settings.ts';
import { hideInReviews } from './hide-in-reviews.ts';
import { createLambda } from './lambda/lambda.ts';
import { createLocalGit } from './local-git.ts';

/**
 * The adapter of each service's repository, one for each repository.
 * @param settings all that the program has read: the credentials, and what a reviewer must not read
 * @param environment of the program, for git
 */
export function createCodeHosts(
  settings: GitHubSettings,
  environment: Record<string, string | undefined>,
): CodeHosts {
  const hideSecrets = createHideSecrets(ownSecrets(settings));
  const opened = new Map<string, CodeHost>();

  function open(repository: Repository, service: string): CodeHost {
    switch (repository.host) {
      case 'local':
        return createLocalGit({ repository: repository.path, environment });
      case 'github': {
        const { owner, repo, baseUrl } = repository;
        const auth = gitHubAuth(settings, `The repository of ${service} is ${owner}/${repo} on GitHub`);
        return hideInReviews(createGitHub({ owner, repo, baseUrl, auth }), hideSecrets);
      }
      // Owner, repository and credentials are settings of the function itself (deploy/lambdas/github-tool).
      case 'lambda':
        return hideInReviews(createLambda({ functionName: repository.functionName }), hideSecrets);
    }
  }

  return {
    of({ name, repository }) {
      const key = JSON.stringify(repository);
      const host = opened.get(key) ?? open(repository, name);
      opened.set(key, host);
      return host;
    },
  };
}
