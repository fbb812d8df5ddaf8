import { afterEach, expect, it, vi } from 'vitest';
import { KEY_TRAILER } from '../../domain/pipeline.ts';
import type { Repository } from '../../domain/service.ts';
import { ownSecrets } from '../secrets/own-secrets.ts';
import { createSecretGuard } from '../secrets/secret-guard.ts';
import { createCodeHosts } from './registry.ts';
import { type GitHubHost, startGitHubHost } from './testing/github-host.ts';
import { createTestClone, type TestClone } from './testing.ts';

// Each request to the stand-in starts a git or two, which a busy machine does slowly.
vi.setConfig({ testTimeout: 180_000 });

const guard = createSecretGuard([]);

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function onDisk(files: Record<string, string>): Promise<Repository & { host: 'local' }> {
  const clone: TestClone = await createTestClone(files);
  closing.push(() => clone.remove());
  return { host: 'local', path: await clone.publish() };
}

async function onGitHub(
  files: Record<string, string>,
): Promise<{ github: GitHubHost; repository: Repository }> {
  const github = await startGitHubHost(files);
  closing.push(() => github.close());
  const { owner, repo, baseUrl } = github.server;
  return { github, repository: { host: 'github', owner, repo, baseUrl } };
}

function change(key: string, parent: string, content: string) {
  return {
    branch: 'main',
    parent,
    edits: [{ path: 'a.txt', content }],
    message: `Fix\n\n${KEY_TRAILER}: ${key}\n`,
    idempotencyKey: key,
  };
}

it('serves two services, each by its own host', async () => {
  const { github, repository } = await onGitHub({ 'a.txt': 'of the shop\n' });
  const codeHosts = createCodeHosts({ GITHUB_TOKEN: github.server.token }, process.env, guard);
  const shop = codeHosts.of({ name: 'shop', repository });
  const bank = codeHosts.of({ name: 'bank', repository: await onDisk({ 'a.txt': 'of the bank\n' }) });
  expect([shop.name, bank.name]).toEqual(['github', 'local']);

  for (const [host, name] of [
    [shop, 'shop'],
    [bank, 'bank'],
  ] as const) {
    const head = await host.head('main');
    expect(await host.readFiles(head, ['a.txt'])).toEqual({ 'a.txt': `of the ${name}\n` });
    const { commit } = await host.push(change(name, head, `changed in the ${name}\n`));
    expect(await host.readFiles(commit, ['a.txt'])).toEqual({ 'a.txt': `changed in the ${name}\n` });
  }
  expect(await bank.findByKey('main', 'shop')).toBeNull();
  expect(await shop.findByKey('main', 'bank')).toBeNull();
});

it('opens each repository once', () => {
  const codeHosts = createCodeHosts({}, process.env, guard);
  const repository: Repository = { host: 'local', path: '/srv/shop.git' };
  const host = codeHosts.of({ name: 'shop', repository });
  expect(codeHosts.of({ name: 'shop', repository: { ...repository } })).toBe(host);
  expect(codeHosts.of({ name: 'shop', repository: { host: 'local', path: '/srv/other.git' } })).not.toBe(
    host,
  );
  expect(codeHosts.of({ name: 'shop', repository: { host: 'lambda', functionName: 'tool' } }).name).toBe(
    'lambda',
  );
});

it('names the credentials that are not set, and serves other services without them', () => {
  const codeHosts = createCodeHosts({ GITHUB_APP_ID: '1' }, process.env, guard);
  const repository: Repository = {
    host: 'github',
    owner: 'ada',
    repo: 'shop',
    baseUrl: 'https://api.github.com',
  };
  expect(() => codeHosts.of({ name: 'shop', repository })).toThrow(
    'The repository of shop is ada/shop on GitHub; set GITHUB_TOKEN (or GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_INSTALLATION_ID).',
  );
  expect(codeHosts.of({ name: 'bank', repository: { host: 'local', path: '/srv/bank.git' } }).name).toBe(
    'local',
  );
});

it('hides the secrets of a log from reviewers', async () => {
  const { github, repository } = await onGitHub({ 'a.txt': 'a\n' });
  const ownKey = 'a-key-of-suture-itself';
  const settings = { GITHUB_TOKEN: github.server.token, ANTHROPIC_API_KEY: ownKey };
  const ours = createSecretGuard(ownSecrets(settings));
  const host = createCodeHosts(settings, process.env, ours).of({ name: 'shop', repository });
  // Put together here, so that no scanner takes this file for a leak.
  const secret = `ghp_${'a1B2c3'.repeat(6)}`;
  await host.push({
    ...change('k', await host.head('main'), 'b\n'),
    review: { title: 'Fix', body: `The log says:\n\ntoken=${secret} was refused, ${ownKey} too\n` },
  });
  const body = github.server.pulls.pulls[0]?.body;
  expect(body).toContain('was refused');
  expect(body).not.toContain(secret);
  expect(body).not.toContain(ownKey);
});
