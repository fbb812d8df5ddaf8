import { createGitHubOperations } from '../../../adapters/code-host/github/operations.ts';
import { gitHubOptions } from '../../../adapters/code-host/github/settings.ts';
import { readSettings } from '../../../domain/settings.ts';
import { createHandler } from './handler.ts';

/** The composition root of the GithubTool Lambda. Its environment holds the `GITHUB_` variables of docs/configuration.md. */
const settings = readSettings(process.env);

export const handler = createHandler(
  createGitHubOperations(gitHubOptions(settings, 'The GithubTool Lambda needs GitHub')),
);
