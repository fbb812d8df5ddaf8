import { createGitHubOperations } from '../../../adapters/code-host/github/operations.ts';
import { GitHubSettings, gitHubAuth } from '../../../adapters/code-host/github/settings.ts';
import { readSettings } from '../../../domain/settings.ts';
import { createHandler } from './handler.ts';
import { GithubToolSettings } from './settings.ts';

/** The composition root of the GithubTool Lambda: one function serves one repository, which its environment names. */
const settings = readSettings(process.env, GitHubSettings, GithubToolSettings);

export const handler = createHandler(
  createGitHubOperations({
    owner: settings.GITHUB_OWNER,
    repo: settings.GITHUB_REPO,
    baseUrl: settings.GITHUB_BASE_URL,
    auth: gitHubAuth(settings, 'The GithubTool Lambda needs GitHub'),
  }),
);
