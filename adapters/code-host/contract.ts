import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEY_TRAILER } from '../../domain/pipeline.ts';
import type { CodeHost } from '../../domain/ports/code-host.ts';

const NOWHERE = 'f'.repeat(40);

export interface CodeHostUnderTest {
  codeHost: CodeHost;
  /** A branch with one commit that holds the files that were asked for. */
  branch: string;
  close(): Promise<void>;
}

/** What every adapter of the port must do. `make` is called for each test. */
export function describeCodeHost(
  name: string,
  make: (files: Record<string, string>) => Promise<CodeHostUnderTest>,
): void {
  describe(`code host: ${name}`, () => {
    let host: CodeHost;
    let branch: string;
    let close: () => Promise<void>;

    beforeEach(async () => {
      const made = await make({
        'src/a.ts': 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n',
        'src/b.ts': 'export {};\n',
        'no-newline.txt': 'end',
      });
      host = made.codeHost;
      ({ branch, close } = made);
    });
    afterEach(() => close());

    function change(key: string, parent: string, content: string, path = 'src/a.ts') {
      return {
        branch,
        parent,
        edits: [{ path, content }],
        message: messageOf(key),
        idempotencyKey: key,
      };
    }

    it('reads files as they are, and leaves out what does not exist', async () => {
      const head = await host.head(branch);
      expect(head).toMatch(/^[0-9a-f]{40}$/);
      expect(await host.readFiles(head, ['src/b.ts', 'no-newline.txt', 'absent.ts', 'src'])).toEqual({
        'src/b.ts': 'export {};\n',
        'no-newline.txt': 'end',
      });
      await expect(host.readFiles(NOWHERE, ['src/b.ts'])).rejects.toMatchObject({ type: 'unknown_commit' });
      await expect(host.head('no-such-branch')).rejects.toMatchObject({ type: 'unknown_commit' });
    });

    it('lists the paths of all files of a commit', async () => {
      const listed = await host.listFiles(await host.head(branch));
      expect(listed).toEqual(expect.arrayContaining(['src/a.ts', 'src/b.ts', 'no-newline.txt']));
      expect(listed).not.toContain('src');
      await expect(host.listFiles(NOWHERE)).rejects.toMatchObject({ type: 'unknown_commit' });
    });

    it('pushes one commit on the parent and finds it by its key', async () => {
      const parent = await host.head(branch);
      const pushed = await host.push(change('heal-1/push', parent, 'new\n'));
      expect(pushed).toMatchObject({ created: true, review: null });
      expect(await host.head(branch)).toBe(pushed.commit);
      expect(await host.readFiles(pushed.commit, ['src/a.ts', 'src/b.ts'])).toEqual({
        'src/a.ts': 'new\n',
        'src/b.ts': 'export {};\n',
      });
      expect(await host.findByKey(branch, 'heal-1/push')).toEqual({
        sha: pushed.commit,
        subject: '[FAULT:FAULT_ONE] Fix it',
        trailers: { 'Suture-Incident': 'LIVE-0001', [KEY_TRAILER]: 'heal-1/push' },
      });
      expect(await host.findByKey(branch, 'heal-1')).toBeNull();
      expect(await host.findByKey(branch, 'heal-1/push/2')).toBeNull();
    });

    it('puts several files into one commit, and reverts them in one', async () => {
      const parent = await host.head(branch);
      const files = { 'src/a.ts': 'one\n', 'src/b.ts': 'two\n', 'new/c.ts': 'three\n' };
      const edits = Object.entries(files).map(([path, content]) => ({ path, content }));
      const before = await host.readFiles(parent, Object.keys(files));
      const { commit } = await host.push({ ...change('k', parent, ''), edits });
      expect(await host.readFiles(commit, Object.keys(files))).toEqual(files);
      const undo = { branch, commit, message: messageOf('undo'), idempotencyKey: 'undo' };
      const reverted = await host.revert(undo);
      // One revert undoes all files of the commit.
      expect(await host.readFiles(reverted.commit, Object.keys(files))).toEqual(before);
    });

    it('adds files in folders that are new, any text in them', async () => {
      const parent = await host.head(branch);
      const content = 'ünï😀\r\n\ttab\n\n';
      const { commit } = await host.push(change('k', parent, content, 'new/folder/c.ts'));
      expect(await host.readFiles(commit, ['new/folder/c.ts'])).toEqual({ 'new/folder/c.ts': content });
    });

    it('answers a repeated push with the same commit, also after later pushes', async () => {
      const parent = await host.head(branch);
      const first = await host.push(change('k1', parent, 'first\n'));
      await host.push(change('k2', first.commit, 'second\n'));
      expect(await host.push(change('k1', parent, 'first\n'))).toEqual({
        commit: first.commit,
        created: false,
        review: null,
      });
    });

    it('refuses a push on a head that moved', async () => {
      const parent = await host.head(branch);
      const { commit } = await host.push(change('k1', parent, 'first\n'));
      await expect(host.push(change('k2', parent, 'second\n'))).rejects.toMatchObject({ type: 'head_moved' });
      expect(await host.head(branch)).toBe(commit);
    });

    it('lets one of many pushes on the same head win', async () => {
      const parent = await host.head(branch);
      const results = await Promise.allSettled(
        Array.from({ length: 12 }, (_, index) => host.push(change(`k${index}`, parent, `${index}\n`))),
      );
      const won = results.filter((result) => result.status === 'fulfilled');
      const lost = results.filter((result) => result.status === 'rejected');
      expect(won).toHaveLength(1);
      expect(lost.map((result) => result.reason.type)).toEqual(Array(11).fill('head_moved'));
      expect(await host.head(branch)).toBe(won[0]?.value.commit);
    }, 180_000);

    it('makes one commit of the same push done many times at once', async () => {
      const parent = await host.head(branch);
      const results = await Promise.all(
        Array.from({ length: 8 }, () => host.push(change('same', parent, 'same\n'))),
      );
      // Two may have made the very same commit, to the second, and both be right to have made it.
      expect(results.some((result) => result.created)).toBe(true);
      expect(new Set(results.map((result) => result.commit))).toEqual(new Set([await host.head(branch)]));
    }, 180_000);

    it('requires the key in the message', async () => {
      const parent = await host.head(branch);
      const request = change('k1', parent, 'x\n');
      for (const message of ['Fix it', messageOf('k12'), `${messageOf('k1')}\n\nNot the end.`]) {
        await expect(host.push({ ...request, message })).rejects.toMatchObject({ type: 'missing_key' });
      }
      expect(await host.head(branch)).toBe(parent);
    });

    it('refuses paths outside the repository', async () => {
      const parent = await host.head(branch);
      for (const path of [
        '../out.ts',
        'src/../../out.ts',
        '/etc/passwd',
        '.git/config',
        'src/.GIT/hooks/x',
        'src//a.ts',
        './a.ts',
        '',
        'a\0b',
        'src\\a.ts',
        'src',
        'src/a.ts/b.ts',
      ]) {
        await expect(host.push(change('k', parent, 'x\n', path)), path).rejects.toMatchObject({
          type: 'unsafe_path',
        });
      }
      expect(await host.head(branch)).toBe(parent);
    });

    it('reverts a commit and keeps the later ones', async () => {
      const parent = await host.head(branch);
      const old = (await host.readFiles(parent, ['src/a.ts']))['src/a.ts'] as string;
      const fix = await host.push(change('fix', parent, old.replace('one', 'ONE')));
      const later = await host.push(
        change('later', fix.commit, old.replace('one', 'ONE').replace('seven', 'SEVEN')),
      );
      const request = { branch, commit: fix.commit, message: messageOf('undo'), idempotencyKey: 'undo' };

      const reverts = await Promise.all(Array.from({ length: 4 }, () => host.revert(request)));
      expect(reverts.some((revert) => revert.created)).toBe(true);
      expect(new Set(reverts.map((revert) => revert.commit)).size).toBe(1);
      const head = await host.head(branch);
      expect(head).toBe(reverts[0]?.commit);
      expect((await host.readFiles(head, ['src/a.ts']))['src/a.ts']).toBe(old.replace('seven', 'SEVEN'));
      expect(await host.contains(head, later.commit)).toBe(true);
    });

    it('refuses to revert a commit whose lines changed later', async () => {
      const parent = await host.head(branch);
      const fix = await host.push(change('fix', parent, 'ONE\n'));
      const later = await host.push(change('later', fix.commit, 'uno\n'));
      const request = { branch, commit: fix.commit, message: messageOf('undo'), idempotencyKey: 'undo' };
      await expect(host.revert(request)).rejects.toMatchObject({ type: 'revert_conflict' });
      expect(await host.head(branch)).toBe(later.commit);
      await expect(host.revert({ ...request, commit: NOWHERE })).rejects.toMatchObject({
        type: 'unknown_commit',
      });
    });

    it('knows which commit contains which', async () => {
      const parent = await host.head(branch);
      const { commit } = await host.push(change('k', parent, 'x\n'));
      expect(await host.contains(commit, parent)).toBe(true);
      expect(await host.contains(commit, commit)).toBe(true);
      expect(await host.contains(parent, commit)).toBe(false);
      expect(await host.contains(commit, NOWHERE)).toBe(false);
      expect(await host.contains('development', commit)).toBe(false);
    });

    it('checks out a whole commit into an empty folder only', async () => {
      const head = await host.head(branch);
      const folder = await mkdtemp(join(tmpdir(), 'suture-checkout-'));
      try {
        const target = join(folder, 'deep', 'tree');
        await host.checkout(head, target);
        expect((await readdir(target)).sort()).toEqual(['no-newline.txt', 'src']);
        expect(await readFile(join(target, 'src/b.ts'), 'utf8')).toBe('export {};\n');
        await expect(host.checkout(head, target)).rejects.toMatchObject({ type: 'folder_not_empty' });
        await expect(host.checkout(NOWHERE, join(folder, 'x'))).rejects.toMatchObject({
          type: 'unknown_commit',
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  });
}

function messageOf(key: string): string {
  return `[FAULT:FAULT_ONE] Fix it\n\nBecause it was broken.\n\nSuture-Incident: LIVE-0001\n${KEY_TRAILER}: ${key}\n`;
}
