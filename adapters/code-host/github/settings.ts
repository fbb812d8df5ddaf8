import { z } from 'zod';
import { SutureError } from '../../../domain/errors.ts';
import type { GitHubAuth } from './client.ts';

/** Credentials for GitHub, used for every service whose repository or delivery is there. */
export const GitHubSettings = z
  .object({
    GITHUB_TOKEN: z.string().optional().describe('Token for GitHub; its permissions are in docs/github.md.'),
    GITHUB_APP_ID: z
      .string()
      .optional()
      .describe('GitHub App, used instead of `GITHUB_TOKEN`; needs the next two as well.'),
    GITHUB_APP_PRIVATE_KEY: z
      .string()
      .optional()
      .describe('Private key of the App, PEM; line ends may be written as `\\n`.'),
    GITHUB_INSTALLATION_ID: z.string().optional().describe('Installation of the App on the repositories.'),
  })
  .meta({ title: 'GitHub' });
export type GitHubSettings = z.infer<typeof GitHubSettings>;

/**
 * The App where all three of its settings are set, since its token expires by itself; else the token.
 * @param because what makes GitHub necessary, for the error
 * @throws SutureError `invalid_settings`, naming what is not set
 */
export function gitHubAuth(settings: GitHubSettings, because: string): GitHubAuth {
  const {
    GITHUB_APP_ID: appId,
    GITHUB_APP_PRIVATE_KEY: key,
    GITHUB_INSTALLATION_ID: installationId,
    GITHUB_TOKEN: token,
  } = settings;
  if (appId && key && installationId) {
    return { appId, installationId, privateKey: key.replaceAll('\\n', '\n') };
  }
  if (token) return { token };
  throw new SutureError(
    'invalid_settings',
    `${because}; set GITHUB_TOKEN (or GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_INSTALLATION_ID).`,
  );
}
