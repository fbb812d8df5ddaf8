import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../platform/run-command.ts';
import { installPackages } from './install-packages.ts';

let root: string;
let ran: { command: string[]; environment: Record<string, string> }[];
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'packages-')));
  ran = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A checkout with one package of its own, `greeting`, which the lockfile names. */
const FILES = {
  'package.json': JSON.stringify({ name: 'shop', dependencies: { greeting: 'file:vendor/greeting' } }),
  'package-lock.json': JSON.stringify({
    name: 'shop',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'shop', dependencies: { greeting: 'file:vendor/greeting' } },
      'node_modules/greeting': { version: '1.0.0', resolved: 'file:vendor/greeting' },
    },
  }),
  '.npmrc': 'install-links=true\n',
  'vendor/greeting/package.json': JSON.stringify({
    name: 'greeting',
    version: '1.0.0',
    scripts: { preinstall: 'exit 1' },
  }),
  'vendor/greeting/index.js': 'module.exports = "hello";\n',
};

async function checkout(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(root, 'checkout-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** Installs with the real npm. */
function install(folder: string, environment: Record<string, string | undefined> = process.env) {
  return installPackages({
    folder,
    cache: join(root, 'cache'),
    environment,
    async run(command, into, variables) {
      ran.push({ command, environment: variables });
      const signal = new AbortController().signal;
      const result = await runCommand({ command, folder: into, environment: variables, signal });
      return { ok: result.ok, reason: `${result.reason} ${result.tail}` };
    },
  });
}

describe('the packages of a checkout', () => {
  it('are installed once for checkouts with the same inputs, at the same time as well', async () => {
    const folders = [await checkout(FILES), await checkout({ ...FILES, 'src/main.js': 'changed' })];
    const [first, second] = await Promise.all(folders.map((folder) => install(folder)));
    expect(second).toBe(first);
    expect(ran).toHaveLength(1);
    expect(await readFile(join(first as string, 'greeting/index.js'), 'utf8')).toContain('hello');
    expect((await readdir(join(root, 'cache'))).filter((name) => /\.(new|lock)$/.test(name))).toEqual([]);
  });

  it.each([
    ['package.json', JSON.stringify({ ...JSON.parse(FILES['package.json']), version: '2.0.0' })],
    ['.npmrc', 'install-links=true\nfund=false\n'],
    ['vendor/greeting/index.js', 'module.exports = "good evening";\n'],
  ])('are installed anew when %s changes', async (path, text) => {
    const before = await install(await checkout(FILES));
    const after = await install(await checkout({ ...FILES, [path]: text }));
    expect(after).not.toBe(before);
    expect(await readFile(join(before as string, 'greeting/index.js'), 'utf8')).toContain('hello');
  });

  it('are none without a lockfile', async () => {
    expect(await install(await checkout({ 'package.json': '{}' }))).toBeNull();
    expect(ran).toEqual([]);
  });

  it('are installed without scripts and without a secret of Suture', async () => {
    const secrets = { ADMIN_TOKEN: 'canary', DATABASE_URL: 'canary', GITHUB_TOKEN: 'canary' };
    await install(await checkout(FILES), {
      ...process.env,
      ...secrets,
      npm_config_registry: 'http://127.0.0.1:9/',
    });
    const [call] = ran;
    expect(call?.command).toContain('--ignore-scripts');
    expect(JSON.stringify(call?.environment)).not.toContain('canary');
    expect(call?.environment).toMatchObject({
      PATH: process.env.PATH,
      npm_config_registry: 'http://127.0.0.1:9/',
    });
  });

  it('leave nothing behind when they cannot be installed, and the next try installs them', async () => {
    const folder = await checkout(FILES);
    await expect(install(folder, { PATH: '/nowhere' })).rejects.toMatchObject({
      type: 'install_failed',
      message: expect.stringContaining('npm ci failed'),
    });
    expect(await install(folder)).toEqual(expect.stringMatching(/node_modules$/));
  });

  it.each([
    ['is not JSON', 'not a lockfile'],
    ['is not in the repository', FILES['package-lock.json'].replaceAll('file:vendor/', 'file:../vendor/')],
    ['the commit does not have', FILES['package-lock.json'].replaceAll('file:vendor/', 'file:missing/')],
  ])('are refused for a lockfile that %s', async (message, lockfile) => {
    const folder = await checkout({ ...FILES, 'package-lock.json': lockfile });
    await expect(install(folder)).rejects.toMatchObject({
      type: 'install_failed',
      message: expect.stringContaining(message),
    });
  });
});
