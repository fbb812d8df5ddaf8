import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { linkPackages } from './link-packages.ts';

let root: string;
let installs: number;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'suture-packages-'));
  installs = 0;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function checkout(name: string, files: Record<string, string>): string {
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
  return join(root, name);
}

async function link(folder: string, ok = true): Promise<string | null> {
  await linkPackages({
    folder,
    cache: join(root, 'cache'),
    async run(command, where) {
      expect(command.slice(0, 2)).toEqual(['npm', 'ci']);
      installs += 1;
      mkdirSync(join(where, 'node_modules'));
      const reason = ok ? '' : 'exit code 1';
      return { ok, reason, code: ok ? 0 : 1, stdout: '', tail: 'npm error 404', durationMs: 1 };
    },
  });
  try {
    return readlinkSync(join(folder, 'node_modules'));
  } catch {
    return null;
  }
}

it('installs once for a lockfile and links the same packages to each checkout', async () => {
  const first = await link(checkout('one', { 'package-lock.json': '{"a":1}' }));
  const second = await link(checkout('two', { 'package-lock.json': '{"a":1}', 'src/x.ts': 'x' }));
  expect(second).toBe(first);
  expect(installs).toBe(1);
});

it.each([
  ['another lockfile', { 'package-lock.json': '{"a":2}' }],
  [
    'another package that is part of the repository',
    { 'package-lock.json': '{"a":1}', 'vendor/own/index.js': '2' },
  ],
])('installs again for %s', async (_, files) => {
  const first = await link(checkout('one', { 'package-lock.json': '{"a":1}', 'vendor/own/index.js': '1' }));
  expect(await link(checkout('two', files))).not.toBe(first);
  expect(installs).toBe(2);
});

it('links nothing to a checkout without a lockfile', async () => {
  expect(await link(checkout('one', {}))).toBeNull();
  expect(installs).toBe(0);
});

it('throws what npm printed when it fails, and tries again the next time', async () => {
  const failing = link(checkout('one', { 'package-lock.json': '{}' }), false);
  await expect(failing).rejects.toMatchObject({
    type: 'install_failed',
    message: expect.stringContaining('npm error 404'),
  });
  expect(await link(checkout('two', { 'package-lock.json': '{}' }))).not.toBeNull();
});
