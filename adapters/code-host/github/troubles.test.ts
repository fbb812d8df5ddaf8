import { afterEach, describe, expect, it, vi } from 'vitest';
import { KEY_TRAILER } from '../../../domain/pipeline.ts';
import type { CodeHost } from '../../../domain/ports/code-host.ts';
import { REFUSALS } from '../../../fakes/github/answers.ts';
import type { Fault } from '../../../fakes/github/faults.ts';
import { type GitHubHost, startGitHubHost } from '../testing/github-host.ts';

// Each request starts a git or two, which a busy machine does slowly.
vi.setConfig({ testTimeout: 180_000 });

let github: GitHubHost;

afterEach(() => github.close());

async function start(): Promise<CodeHost> {
  github = await startGitHubHost({ 'a.txt': 'one\ntwo\nthree\nfour\nfive\n' });
  return github.codeHost;
}

async function request(content = 'healed\n', key = 'heal-1') {
  return {
    branch: 'main',
    parent: (await github.server.repository.head('main')) as string,
    edits: [{ path: 'a.txt', content }],
    message: `Heal\n\n${KEY_TRAILER}: ${key}\n`,
    idempotencyKey: key,
  };
}

const answer = (given: Extract<Fault, { kind: 'answer' }>['answer']): Fault => ({
  kind: 'answer',
  answer: given,
});

/** How many commits of the branch carry the key. */
async function commitsOf(key = 'heal-1'): Promise<number> {
  const log = await github.server.repository.run([
    'log',
    '--format=%(trailers:key=Suture-Key,valueonly)',
    'main',
  ]);
  return log.split('\n').filter((line) => line === key).length;
}

describe('a head that moves while a commit is made', () => {
  it('is reported as such, and the other push stays', async () => {
    const host = await start();
    const asked = await request();
    github.server.faults.meet('git/update-ref', {
      kind: 'after',
      happens: async () => github.with({}).push(await request('quicker\n', 'other')),
    });
    await expect(host.push(asked)).rejects.toMatchObject({ type: 'head_moved', benign: true });
    expect(await host.readFiles(await host.head('main'), ['a.txt'])).toEqual({ 'a.txt': 'quicker\n' });
    expect(await commitsOf()).toBe(0);
    expect(await host.push(await request())).toMatchObject({ created: true });
  });

  it('is distinguished from a temporary conflict and from rules of the branch', async () => {
    const host = await start();
    github.server.faults.meet('git/update-ref', answer(REFUSALS.conflict));
    await expect(host.push(await request())).rejects.toMatchObject({
      type: 'code_host_unavailable',
      retryable: true,
    });
    github.server.faults.meet('git/update-ref', answer(REFUSALS.protectedBranch));
    await expect(host.push(await request())).rejects.toMatchObject({
      type: 'code_host_refused',
      retryable: false,
      message: expect.stringMatching(/"deliver: review" in suture.yaml/),
    });
    github.server.faults.meet('git/update-ref', answer(REFUSALS.unprocessable));
    await expect(host.push(await request())).rejects.toMatchObject({ type: 'code_host_refused' });
    expect(await commitsOf()).toBe(0);
    await host.push(await request());
    expect(await commitsOf()).toBe(1);
  });
});

describe('a limit', () => {
  it.each([
    ['of the hour', () => REFUSALS.rateLimit(1_800), 1_800_000],
    ['that is secondary', () => REFUSALS.secondaryLimit(60), 60_000],
    ['that is secondary, by its newer status', () => REFUSALS.secondaryLimit(90, 429), 90_000],
    ['that does not say when it ends', () => ({ ...REFUSALS.secondaryLimit(1), headers: {} }), 60_000],
  ])('%s is not waited for: the error names the time of the next try', async (_name, given, expectedMs) => {
    const host = await start();
    const asked = await request();
    github.server.faults.meet('git/create-tree', answer(given()));
    const started = performance.now();
    const error = await host.push(asked).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ type: 'code_host_rate_limited', retryable: true, benign: true });
    const { retryAfterMs } = error as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(expectedMs - 5_000);
    expect(retryAfterMs).toBeLessThan(expectedMs + 5_000);
    expect(performance.now() - started).toBeLessThan(40_000);
    expect(github.server.requests.filter((line) => line.startsWith('git/create-tree'))).toHaveLength(1);
    await host.push(asked);
    expect(await commitsOf()).toBe(1);
  });

  it('that is over in a moment is waited for', async () => {
    const host = await start();
    github.server.faults.meet('git/create-tree', answer(REFUSALS.secondaryLimit(1)));
    expect(await host.push(await request())).toMatchObject({ created: true });
    expect(github.server.requests.filter((line) => line.startsWith('git/create-tree'))).toEqual([
      'git/create-tree 403',
      'git/create-tree 201',
    ]);
  });
});

describe('an outage', () => {
  it('that passes is ridden out, whichever request it hits', async () => {
    const host = await start();
    const troubles: [string, Fault][] = [
      ['repos/list-commits', answer(REFUSALS.badGateway)],
      ['git/get-ref', { kind: 'cut' }],
      ['git/create-blob', { kind: 'cut after' }],
      ['git/create-tree', { kind: 'cut in the answer' }],
      ['git/create-commit', { kind: 'cut after' }],
      ['git/update-ref', { kind: 'cut after' }],
    ];
    for (const [operation, fault] of troubles) github.server.faults.meet(operation, fault);
    expect(await host.push(await request())).toMatchObject({ created: true });
    expect(await commitsOf()).toBe(1);
  });

  it('whose outcome is unknown is resolved, also after later pushes', async () => {
    const host = await start();
    const asked = await request('one\ntwo\nthree\nfour\nFIVE\n');
    github.server.faults.meet('git/update-ref', { kind: 'cut after' });
    // The retry of the move meets a branch that is further on already.
    github.server.faults.meet('git/update-ref', {
      kind: 'after',
      happens: async () => github.with({}).push(await request('ONE\ntwo\nthree\nfour\nFIVE\n', 'other')),
    });
    const { commit } = await host.push(asked);
    expect(await commitsOf()).toBe(1);
    expect(await host.contains(await host.head('main'), commit)).toBe(true);
  });

  it('that continues is thrown after three tries, to be retried later', async () => {
    const host = await start();
    github.server.faults.meet('git/get-ref', answer(REFUSALS.unavailable), 3);
    await expect(host.head('main')).rejects.toMatchObject({ type: 'code_host_unavailable', retryable: true });
    expect(await host.head('main')).toMatch(/^[0-9a-f]{40}$/);
  });

  it('in which GitHub keeps silent ends by itself', async () => {
    const host = await start();
    github.server.faults.meet('git/get-ref', { kind: 'silence' });
    expect(await host.head('main')).toMatch(/^[0-9a-f]{40}$/);
  });

  it('while a revert is made leaves one revert', async () => {
    const host = await start();
    const { commit } = await host.push(await request());
    const undo = {
      branch: 'main',
      commit,
      message: `Undo\n\n${KEY_TRAILER}: undo\n`,
      idempotencyKey: 'undo',
    };
    github.server.faults.meet('git/update-ref', { kind: 'cut after' }, 3);
    await expect(host.revert(undo)).rejects.toMatchObject({ type: 'code_host_unavailable' });
    expect(await host.revert(undo)).toMatchObject({ created: false });
    expect(await commitsOf('undo')).toBe(1);
  });
});

describe('a refusal', () => {
  it('of a token that is not valid names it', async () => {
    await start();
    const host = github.with({ auth: { token: 'github_pat_expired' } });
    await expect(host.head('main')).rejects.toMatchObject({
      type: 'code_host_refused',
      retryable: false,
      message: expect.stringContaining('Bad credentials. The token'),
    });
  });

  it('for lack of a permission names it', async () => {
    const host = await start();
    github.server.faults.meet('git/create-blob', answer(REFUSALS.notAllowed));
    await expect(host.push(await request())).rejects.toMatchObject({
      type: 'code_host_refused',
      message: expect.stringContaining('the permission contents=write'),
    });
  });

  it('of a repository that we may not see is not reported as a missing commit', async () => {
    await start();
    const host = github.with({ repo: 'another' });
    const asked = [
      host.head('main'),
      host.contains('a'.repeat(40), 'b'.repeat(40)),
      host.findByKey('main', 'k'),
    ];
    // Watched at once: the last may be refused first.
    await Promise.all(
      asked.map((answer) =>
        expect(answer).rejects.toMatchObject({
          type: 'code_host_refused',
          message: expect.stringContaining('show octo-org/another'),
        }),
      ),
    );
  });
});

describe('a GitHub App', () => {
  it('asks for one token and works with it', async () => {
    await start();
    const host = github.with({ auth: github.server.app });
    const { commit } = await host.push(await request());
    expect(await host.contains(await host.head('main'), commit)).toBe(true);
    expect(github.server.accounts.issuedTokens()).toBe(1);
    const [author] = (await github.server.repository.run(['log', '-1', '--format=%an'])).split('\n');
    expect(author).toBe('suture[bot]');
  });

  it('with another key is refused, in words', async () => {
    await start();
    const other = await startGitHubHost({ 'a.txt': 'a\n' });
    const { privateKey } = other.server.app;
    await other.close();
    const wrong = github.with({ auth: { ...github.server.app, privateKey } });
    await expect(wrong.head('main')).rejects.toMatchObject({
      type: 'code_host_refused',
      message: expect.stringContaining('JSON web token'),
    });
    const none = github.with({ auth: { ...github.server.app, privateKey: 'no key at all' } });
    await expect(none.head('main')).rejects.toMatchObject({ type: 'code_host_refused' });
  });
});
