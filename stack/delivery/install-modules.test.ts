import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installModules } from './install-modules.ts';

let root: string;
let commands: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'suture-modules-'));
  commands = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function project(name: string, lock: string | null): string {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{}');
  if (lock !== null) writeFileSync(join(folder, 'package-lock.json'), lock);
  return folder;
}

/** Stands for npm: makes the folder that it would fill. */
const install = (folder: string, ok = true) =>
  installModules({
    folder,
    installedProject: join(root, 'installed'),
    cache: join(root, 'cache'),
    async run(command, where) {
      commands.push(command.join(' '));
      if (ok) mkdirSync(join(where, 'node_modules'));
      return { ok, reason: ok ? '' : 'exit code 1', durationMs: 0 };
    },
  });

it('links the installed packages for the same lockfile', async () => {
  mkdirSync(join(project('installed', 'same'), 'node_modules'));
  const release = project('release', 'same');
  await install(release);
  expect(readlinkSync(join(release, 'node_modules'))).toBe(join(root, 'installed/node_modules'));
  expect(commands).toEqual([]);
});

it('installs another lockfile once, and links it', async () => {
  mkdirSync(join(project('installed', 'same'), 'node_modules'));
  const [one, two] = [project('one', 'other'), project('two', 'other')];
  await install(one);
  await install(two);
  expect(commands).toHaveLength(1);
  expect(commands[0]).toMatch(/^npm ci /);
  expect(readlinkSync(join(one, 'node_modules'))).toBe(readlinkSync(join(two, 'node_modules')));
});

it('tries an install again that failed', async () => {
  const release = project('release', 'other');
  await expect(install(release, false)).rejects.toMatchObject({ type: 'install_failed' });
  await install(release);
  expect(commands).toHaveLength(2);
});

it('needs nothing without a lockfile', async () => {
  await install(project('release', null));
  expect(commands).toEqual([]);
});
