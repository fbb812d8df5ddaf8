import { SutureError } from '../../domain/errors.ts';
import type { CodeHost } from '../../domain/ports/code-host.ts';
import type { Settings } from '../../domain/settings.ts';
import { createHideSecrets } from '../knowledge/backboard/hide-secrets.ts';
import { ownSecrets } from '../secrets/own-secrets.ts';
import { createGitHub } from './github/github.ts';
import { type GitHubSettings, gitHubOptions } from './github/settings.ts';
import { hideInReviews } from './hide-in-reviews.ts';
import { createLambda } from './lambda/lambda.ts';
import { createLocalGit } from './local-git.ts';

export type CodeHostSettings = Pick<Settings, 'CODE_HOST' | 'ORIGIN_REPOSITORY' | 'GITHUB_LAMBDA_NAME'> &
  GitHubSettings;

/** Every value that `CODE_HOST` may have, and what makes the adapter. */
const ADAPTERS: Record<Settings['CODE_HOST'], (settings: CodeHostSettings) => CodeHost> = {
  local: ({ ORIGIN_REPOSITORY }) => {
    if (ORIGIN_REPOSITORY) return createLocalGit({ repository: ORIGIN_REPOSITORY });
    throw new SutureError(
      'invalid_settings',
      'CODE_HOST is "local" but ORIGIN_REPOSITORY is not set; set it to the path of a bare git repository.',
    );
  },
  github: (settings) =>
    hideInReviews(
      createGitHub(gitHubOptions(settings, 'CODE_HOST is "github"')),
      createHideSecrets(ownSecrets(settings)),
    ),
  lambda: (settings) => {
    const { GITHUB_LAMBDA_NAME: functionName } = settings;
    if (functionName) {
      return hideInReviews(createLambda({ functionName }), createHideSecrets(ownSecrets(settings)));
    }
    throw new SutureError(
      'invalid_settings',
      'CODE_HOST is "lambda" but GITHUB_LAMBDA_NAME is not set; set it to the name or ARN of the GithubTool Lambda.',
    );
  },
};

/** The code host that the settings ask for. @throws SutureError `invalid_settings`. */
export function createCodeHost(settings: CodeHostSettings): CodeHost {
  return ADAPTERS[settings.CODE_HOST](settings);
}
