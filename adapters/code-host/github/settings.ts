import { SutureError } from '../../../domain/errors.ts';
import type { Settings } from '../../../domain/settings.ts';
import type { GitHubAuth, GitHubOptions } from './client.ts';

export type GitHubSettings = Pick<
  Settings,
  | 'GITHUB_TOKEN'
  | 'GITHUB_OWNER'
  | 'GITHUB_REPO'
  | 'GITHUB_BASE_URL'
  | 'GITHUB_APP_ID'
  | 'GITHUB_APP_PRIVATE_KEY'
  | 'GITHUB_INSTALLATION_ID'
  | 'GITHUB_MODE'
>;

/**
 * @param because what makes GitHub necessary, for the error
 * @throws SutureError `invalid_settings`, naming what is not set
 */
export function gitHubOptions(settings: GitHubSettings, because: string): GitHubOptions {
  const { GITHUB_OWNER: owner, GITHUB_REPO: repo } = settings;
  const auth = authOf(settings);
  if (owner && repo && auth) {
    return { owner, repo, auth, baseUrl: settings.GITHUB_BASE_URL, mode: settings.GITHUB_MODE };
  }
  const missing = [
    !owner && 'GITHUB_OWNER',
    !repo && 'GITHUB_REPO',
    !auth && 'GITHUB_TOKEN (or GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_INSTALLATION_ID)',
  ];
  throw new SutureError('invalid_settings', `${because}; set ${missing.filter(Boolean).join(', ')} as well.`);
}

/** The App where one is named, since its token ends by itself; else the token. */
function authOf(settings: GitHubSettings): GitHubAuth | null {
  const {
    GITHUB_APP_ID: appId,
    GITHUB_APP_PRIVATE_KEY: key,
    GITHUB_INSTALLATION_ID: installationId,
  } = settings;
  if (appId && key && installationId) {
    return { appId, installationId, privateKey: key.replaceAll('\\n', '\n') };
  }
  return settings.GITHUB_TOKEN ? { token: settings.GITHUB_TOKEN } : null;
}
