import { connectGitHub, type GitHubOptions } from '../code-host/github/client.ts';

/** How long all requests of one question may take together, in milliseconds. */
const ASK_TIMEOUT_MS = 15_000;
/** Deployments that are looked at, the newest first. */
const NEWEST = 10;

/**
 * The commit of the newest deployment that GitHub knows as successful (https://docs.github.com/rest/deployments); null
 * without one, and while GitHub does not answer.
 */
export async function askDeployments(github: GitHubOptions): Promise<string | null> {
  const repository = { owner: github.owner, repo: github.repo };
  const request = { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) };
  try {
    const { repos } = (await connectGitHub(github)).rest;
    const { data } = await repos.listDeployments({ ...repository, per_page: NEWEST, request });
    for (const { id, sha } of data) {
      const asked = { ...repository, deployment_id: id, per_page: 1, request };
      const [newest] = (await repos.listDeploymentStatuses(asked)).data;
      if (newest?.state === 'success') return sha;
    }
    return null;
  } catch {
    return null;
  }
}
