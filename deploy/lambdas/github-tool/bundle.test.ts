import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLambda } from '../../../adapters/code-host/lambda/lambda.ts';
import { ADA, type GitHubHost, startGitHubHost } from '../../../adapters/code-host/testing/github-host.ts';
import { KEY_TRAILER } from '../../../domain/pipeline.ts';
import { type LambdaServer, startLambdaServer } from '../../../fakes/aws/lambda-server.ts';
import { type LoadedLambda, loadLambda } from '../../testing/load-lambda.ts';

const NAME = 'suture-trial-github-tool';

let github: GitHubHost;
let bundle: LoadedLambda;
let lambda: LambdaServer;

/** Starts the function with the environment of deploy/template.yaml, and the worker's adapter for it. */
async function start(credentials: (github: GitHubHost) => Record<string, string>) {
  github = await startGitHubHost({ 'a.txt': 'a\n' });
  const { owner, repo, baseUrl } = github.server;
  bundle = await loadLambda('github-tool', {
    GITHUB_OWNER: owner,
    GITHUB_REPO: repo,
    GITHUB_BASE_URL: baseUrl,
    ...credentials(github),
  });
  lambda = await startLambdaServer({ [NAME]: bundle.handler });
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATESTTESTTESTTEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'of the tests');
  return createLambda({ functionName: NAME, endpoint: lambda.url });
}

const push = {
  branch: 'main',
  edits: [{ path: 'a.txt', content: 'b\n' }],
  message: `Heal\n\n${KEY_TRAILER}: k\n`,
  idempotencyKey: 'k',
};

describe('the bundle of the GithubTool', () => {
  afterEach(async () => {
    vi.unstubAllEnvs();
    await lambda?.close();
    await bundle?.remove();
    await github?.close();
  });

  it('needs no packages beside it: reads and pushes with a token', async () => {
    const host = await start(({ server }) => ({ GITHUB_TOKEN: server.token }));
    const parent = await host.head('main');
    const { commit } = await host.push({ ...push, parent });
    expect(await host.readFiles(commit, ['a.txt'])).toEqual({ 'a.txt': 'b\n' });
    expect(lambda.invocations.length).toBeGreaterThan(2);
  });

  it('signs in as a GitHub App, and opens pull requests', async () => {
    const host = await start(({ server }) => ({
      GITHUB_APP_ID: server.app.appId,
      GITHUB_APP_PRIVATE_KEY: server.app.privateKey.replaceAll('\n', '\\n'),
      GITHUB_INSTALLATION_ID: server.app.installationId,
    }));
    const parent = await host.head('main');
    const { review } = await host.push({ ...push, parent, review: { title: 'Heal', body: '' } });
    await github.server.pulls.merge(review?.number ?? 0, ADA, 'squash');
    expect(await host.review(review?.number ?? 0)).toMatchObject({ state: 'merged', by: 'ada' });
    expect(github.server.accounts.issuedTokens()).toBe(1);
  });
});

it('does not start without credentials, and names the variables to set', async () => {
  const missing = loadLambda('github-tool', { GITHUB_OWNER: 'o', GITHUB_REPO: 'r' });
  await expect(missing).rejects.toThrow(/set GITHUB_TOKEN/);
});
