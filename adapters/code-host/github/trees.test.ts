import { lstat, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KEY_TRAILER } from '../../../domain/pipeline.ts';
import { type GitHubHost, startGitHubHost } from '../testing/github-host.ts';

// Each request starts a git or two, which a busy machine does slowly.
vi.setConfig({ testTimeout: 180_000 });

let github: GitHubHost;
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  await github.close();
});

async function push(path: string, content: string, key = 'k') {
  const { codeHost } = github;
  const parent = await codeHost.head('main');
  const message = `Change\n\n${KEY_TRAILER}: ${key}\n`;
  return codeHost.push({ branch: 'main', parent, edits: [{ path, content }], message, idempotencyKey: key });
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'suture-github-'));
  folders.push(folder);
  return folder;
}

/** A repository with everything that an archive does otherwise than a checkout. */
async function startWithOddFiles(): Promise<void> {
  const files = {
    '.gitattributes': 'secret/** export-ignore\nversion.txt export-subst\n',
    'secret/kept.txt': 'kept\n',
    'version.txt': '$Format:%H$\n',
    'run.sh': '#!/bin/sh\n',
    'deep/er/file.txt': 'deep\n',
  };
  github = await startGitHubHost(files, async (clone) => {
    await clone.git('update-index', '--chmod=+x', 'run.sh');
    const blob = await clone.git('hash-object', '-w', 'run.sh');
    await clone.git('update-index', '--add', '--cacheinfo', `120000,${blob},link`);
    await clone.git('commit', '--quiet', '--message', 'Odd files');
  });
}

describe('a checkout from an archive', () => {
  it('holds every file as it is in the commit', async () => {
    await startWithOddFiles();
    const target = join(await newFolder(), 'tree');
    await github.codeHost.checkout(await github.codeHost.head('main'), target);
    expect((await readdir(target)).sort()).toEqual([
      '.gitattributes',
      'deep',
      'link',
      'run.sh',
      'secret',
      'version.txt',
    ]);
    expect(await readFile(join(target, 'secret/kept.txt'), 'utf8')).toBe('kept\n');
    expect(await readFile(join(target, 'version.txt'), 'utf8')).toBe('$Format:%H$\n');
    expect((await lstat(join(target, 'run.sh'))).mode & 0o111).not.toBe(0);
    expect(await readlink(join(target, 'link'))).toBe('#!/bin/sh\n');
    expect(github.server.requests.filter((line) => line.startsWith('git/get-blob'))).toHaveLength(2);
  });

  it('is whole where GitHub cuts the list of files', async () => {
    await startWithOddFiles();
    const target = join(await newFolder(), 'tree');
    // Each folder by itself fits; the root has six entries.
    github.server.limits.entries = 6;
    await github.codeHost.checkout(await github.codeHost.head('main'), target);
    expect(await readFile(join(target, 'secret/kept.txt'), 'utf8')).toBe('kept\n');
    expect(await readFile(join(target, 'deep/er/file.txt'), 'utf8')).toBe('deep\n');
  });

  it.each(['cut', 'cut in the answer'] as const)(
    'that is %s leaves nothing behind, and may be tried again',
    async (kind) => {
      await startWithOddFiles();
      const target = join(await newFolder(), 'tree');
      const head = await github.codeHost.head('main');
      github.server.faults.meet('codeload', { kind });
      await expect(github.codeHost.checkout(head, target)).rejects.toMatchObject({
        type: 'code_host_unavailable',
        retryable: true,
      });
      await github.codeHost.checkout(head, target);
      expect(await readFile(join(target, 'deep/er/file.txt'), 'utf8')).toBe('deep\n');
    },
  );
});

describe('a push', () => {
  it('keeps the mode of a file', async () => {
    await startWithOddFiles();
    const { commit } = await push('run.sh', '#!/bin/sh\nexit 0\n');
    const listed = await github.server.repository.entries(commit, false);
    expect(listed.find(({ path }) => path === 'run.sh')?.mode).toBe('100755');
    expect(listed.map(({ path }) => path)).toContain('secret');
  });

  it('does not write through a link', async () => {
    await startWithOddFiles();
    await expect(push('link', 'x\n')).rejects.toMatchObject({ type: 'unsafe_path' });
    await expect(push('link/x', 'x\n')).rejects.toMatchObject({ type: 'unsafe_path' });
  });
});

describe('a key', () => {
  it('is found behind a hundred newer commits, and not where it is only mentioned', async () => {
    github = await startGitHubHost({ 'a.txt': 'a\n' });
    const { commit } = await push('a.txt', 'healed\n', 'old');
    const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
    const talk = `Talk\n\nIt said "${KEY_TRAILER}: talked-of" here.\n\nSee-Also: nothing\n`;
    const input = Array.from({ length: 130 }, (_, index) =>
      [
        'commit refs/heads/main\n',
        `committer Test <test@localhost> ${1_800_000_000 + index} +0000\n`,
        data(index === 5 ? talk : `Work ${index}\n`),
        ...(index === 0 ? [`from ${commit}\n`] : []),
      ].join(''),
    ).join('');
    await github.server.repository.run(['fast-import', '--quiet'], { input });
    expect(await github.codeHost.findByKey('main', 'old')).toMatchObject({ sha: commit, subject: 'Change' });
    expect(await github.codeHost.findByKey('main', 'talked-of')).toBeNull();
    expect(await github.codeHost.findByKey('no-such-branch', 'old')).toBeNull();
  });
});

describe('a revert', () => {
  it('reverts files that were added and deleted, and names those that it cannot', async () => {
    github = await startGitHubHost({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const { repository } = github.server;
    const first = await github.codeHost.head('main');
    const tree = `100644 blob ${await repository.writeBlob(Buffer.from('new\n'))}\tnew.txt\n`;
    const made = await repository.run(['mktree'], { input: tree });
    const author = { name: 'Ada', email: 'ada@localhost' };
    const commit = await repository.writeCommit(
      { tree: made, parents: [first], message: 'Turn it over\n' },
      author,
    );
    await repository.moveBranch('main', first, commit);

    const undo = (key: string) => ({
      branch: 'main',
      commit,
      message: `Undo\n\n${KEY_TRAILER}: ${key}\n`,
      idempotencyKey: key,
    });
    const reverted = await github.codeHost.revert(undo('u1'));
    const read = await github.codeHost.readFiles(reverted.commit, ['a.txt', 'b.txt', 'new.txt']);
    expect(read).toEqual({ 'a.txt': 'a\n', 'b.txt': 'b\n' });

    await push('b.txt', 'changed since\n');
    // Nothing is left to do for what is as it was before; what was changed since is in the way of nothing.
    await expect(github.codeHost.revert({ ...undo('u2'), commit: first })).rejects.toMatchObject({
      type: 'revert_conflict',
      message: expect.stringContaining('the first commit'),
    });
    await expect(github.codeHost.revert(undo('u3'))).rejects.toMatchObject({
      type: 'revert_conflict',
      message: expect.stringContaining('b.txt'),
    });
  });
});
