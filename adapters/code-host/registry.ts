import type { CodeHost, CodeHosts } from '../../domain/ports/code-host.ts';
import type { Repository } from '../../domain/service.ts';
import type { SecretGuard } from '../secrets/secret-guard.ts';
import { createGitHub } from './github/github.ts';
import { type GitHubSettings, gitHubAuth } from './github/settings.ts';
import { guardCodeHost } from './guard-secrets.ts';
import { createLambda } from './lambda/lambda.ts';
import { createLocalGit } from './local-git.ts';
import { rememberFiles } from './remember-files.ts';

/**
 * The adapter of each service's repository, one for each repository.
 * @param environment of the program, for git
 * @param guard takes secrets out of what others read, and keeps them out of what is pushed
 */
export function createCodeHosts(
  settings: GitHubSettings,
  environment: Record<string, string | undefined>,
  guard: SecretGuard,
): CodeHosts {
  const opened = new Map<string, CodeHost>();

  function open(repository: Repository, service: string): CodeHost {
    switch (repository.host) {
      case 'local':
        return createLocalGit({ repository: repository.path, environment });
      case 'github': {
        const { owner, repo, baseUrl } = repository;
        const auth = gitHubAuth(settings, `The repository of ${service} is ${owner}/${repo} on GitHub`);
        return createGitHub({ owner, repo, baseUrl, auth });
      }
      // Owner, repository and credentials are settings of the function itself (deploy/lambdas/github-tool).
      case 'lambda':
        return createLambda({ functionName: repository.functionName });
    }
  }

  return {
    of({ name, repository }) {
      const key = JSON.stringify(repository);
      const host = opened.get(key) ?? guardCodeHost(rememberFiles(open(repository, name)), guard);
      opened.set(key, host);
      return host;
    },
  };
}
