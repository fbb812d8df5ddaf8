import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KEY_TRAILER } from '../../domain/pipeline.ts';
import { describeCodeHost } from './contract.ts';
import { openGit } from './git.ts';
import { createLocalGit } from './local-git.ts';
import { createTestClone } from './testing.ts';

const push = (parent: string, key: string, content: string) => ({
  branch: 'main',
  parent,
  edits: [{ path: 'run.sh', content }],
  message: `Change\n\n${KEY_TRAILER}: ${key}`,
  idempotencyKey: key,
});

async function origin(files: Record<string, string>) {
  const clone = await createTestClone(files);
  const repository = join(clone.root, 'origin.git');
  return { clone, repository, codeHost: createLocalGit({ repository, environment: process.env }) };
}

describeCodeHost('local git', async (files) => {
  const { clone, codeHost } = await origin(files);
  await clone.publish();
  return { codeHost, branch: 'main', close: clone.remove };
});

describe('local git', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('commits under its own name, keeps a mode, and leaves no lock behind', async () => {
    const { clone, repository, codeHost } = await origin({ 'run.sh': '#!/bin/sh\n' });
    try {
      await clone.git('update-index', '--chmod=+x', 'run.sh');
      await clone.git('commit', '--quiet', '--message', 'Executable');
      await clone.publish();
      const head = await codeHost.head('main');
      vi.stubEnv('GIT_DIR', '/nonexistent');
      vi.stubEnv('GIT_AUTHOR_NAME', 'Somebody');
      const { commit } = await codeHost.push(push(head, 'k', '#!/bin/sh\nexit 0\n'));

      const git = openGit(repository, process.env);
      expect(await git.run(['log', '-1', '--format=%an <%ae>', commit])).toBe('Suture <suture@localhost>');
      expect(await git.run(['ls-tree', commit, 'run.sh'])).toMatch(/^100755 /);
      expect(await git.run(['fsck', '--no-dangling'])).toBe('');
      const files = await readdir(repository, { recursive: true });
      expect(files.filter((name) => /\.lock$|^index/.test(name))).toEqual([]);
    } finally {
      await clone.remove();
    }
  });

  it('reads texts of any length in bytes, several at once', async () => {
    const files = { 'a.txt': 'größer als 5 €\n', 'empty.txt': '', 'b c.txt': 'x blob 3\n', 'é.txt': '日本' };
    const { clone, codeHost } = await origin(files);
    try {
      await clone.publish();
      const head = await codeHost.head('main');
      expect(await codeHost.readFiles(head, ['none.txt', ...Object.keys(files), 'none 3'])).toEqual(files);
    } finally {
      await clone.remove();
    }
  });

  it('does not write through a link', async () => {
    const { clone, codeHost } = await origin({ 'a.txt': 'a\n' });
    try {
      await clone.git('config', 'core.symlinks', 'true');
      const blob = await clone.git('hash-object', '-w', 'a.txt');
      await clone.git('update-index', '--add', '--cacheinfo', `120000,${blob},run.sh`);
      await clone.git('commit', '--quiet', '--message', 'Link');
      await clone.publish();
      const head = await codeHost.head('main');
      await expect(codeHost.push(push(head, 'k', 'x'))).rejects.toMatchObject({ type: 'unsafe_path' });
    } finally {
      await clone.remove();
    }
  });

  it('ignores a commit that only mentions a key', async () => {
    const { clone, codeHost } = await origin({ 'a.txt': 'a\n' });
    try {
      await clone.commit(
        { 'a.txt': 'b\n' },
        `Talk\n\nIt said "${KEY_TRAILER}: k" here.\n\nSee-Also: nothing`,
      );
      await clone.publish();
      const head = await codeHost.head('main');
      expect(await codeHost.findByKey('main', 'k')).toBeNull();
      expect((await codeHost.push(push(head, 'k', 'x'))).created).toBe(true);
    } finally {
      await clone.remove();
    }
  });

  it('names the next step when the repository does not exist', async () => {
    const host = createLocalGit({ repository: '/nonexistent/origin.git', environment: process.env });
    for (const ask of [() => host.head('main'), () => host.contains('a'.repeat(40), 'b'.repeat(40))]) {
      await expect(ask()).rejects.toMatchObject({ type: 'code_host_unavailable', retryable: true });
    }
  });
});
