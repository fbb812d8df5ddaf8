import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SecureContext } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { definitionOf } from '../../domain/detection/testing.ts';
import { chooseSandbox } from '../sandbox/sandbox.ts';
import type { Sandbox, SandboxTask } from '../sandbox/task.ts';
import { bubblewrapForTests } from '../testing.ts';
import { createAuthority } from '../witness/authority.ts';
import { installPackages } from './install-packages.ts';

const sandbox = chooseSandbox({ sandbox: 'auto', bwrapPath: bubblewrapForTests() ?? undefined });

let root: string;
/** What ran in the sandbox. */
let ran: SandboxTask[];
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
    scripts: { postinstall: `node -e "require('fs').writeFileSync('ran', process.env.TOKEN || 'none')"` },
  }),
  'vendor/greeting/index.js': 'module.exports = "hello";\n',
};

/** Installs with the real npm. */
async function install(
  folder: string,
  environment: Record<string, string | undefined> = process.env,
  written: Parameters<typeof definitionOf>[0] = {},
): Promise<string> {
  const watched: Sandbox = {
    ...sandbox,
    wrap(task, limits) {
      ran.push(task);
      return sandbox.wrap(task, limits);
    },
  };
  const { packages } = await installPackages({
    folder,
    definition: definitionOf(written),
    cache: join(root, 'cache'),
    environment,
    sandbox: watched,
    signal: new AbortController().signal,
  });
  return packages ? join(packages.home, packages.modules[0] ?? 'none') : 'none';
}

async function checkout(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(root, 'checkout-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** The files with another script of the package. */
function withScript(script: string) {
  const file = { name: 'greeting', version: '1.0.0', scripts: { postinstall: script } };
  return { ...FILES, 'vendor/greeting/package.json': JSON.stringify(file) };
}

describe('the packages of a checkout', () => {
  it('are installed once for checkouts with the same inputs, at the same time as well', async () => {
    const folders = [await checkout(FILES), await checkout({ ...FILES, 'src/main.js': 'changed' })];
    const [first, second] = await Promise.all(folders.map((folder) => install(folder)));
    expect(second).toBe(first);
    // What the lockfile names, then the scripts.
    expect(ran).toHaveLength(2);
    await install(await checkout(FILES));
    expect(ran).toHaveLength(2);
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
    expect(await readFile(join(before, 'greeting/index.js'), 'utf8')).toContain('hello');
  });

  it('are none where package.json names none, and need a lockfile where it does', async () => {
    expect(await install(await checkout({ 'package.json': '{}' }))).toBe('none');
    await expect(install(await checkout({ 'package.json': FILES['package.json'] }))).rejects.toMatchObject({
      type: 'install_failed',
      message: expect.stringMatching(
        /package\.json names packages.*npm install --package-lock-only.*package-lock\.json/,
      ),
    });
    expect(ran).toEqual([]);
  });

  it('are installed without a secret of Suture, and their scripts without the token of the registry', async () => {
    const secrets = {
      ADMIN_TOKEN: 'canary',
      DATABASE_URL: 'canary',
      GITHUB_TOKEN: 'canary',
      TOKEN: 'of the registry',
    };
    const folder = await install(
      await checkout(FILES),
      { ...process.env, ...secrets, npm_config_registry: 'http://127.0.0.1:9/' },
      { install: { token: 'TOKEN' } },
    );
    const [layOut, scripts] = ran;
    expect(layOut?.command).toContain('--ignore-scripts');
    expect(JSON.stringify(ran)).not.toContain('canary');
    expect(layOut?.environment).toMatchObject({
      TOKEN: 'of the registry',
      'npm_config_//127.0.0.1:9/:_authToken': 'of the registry',
    });
    expect(JSON.stringify(scripts)).not.toContain('of the registry');
    expect(await readFile(join(folder, 'greeting/ran'), 'utf8')).toBe('none');
  });

  it("are installed without the repository's own scripts, which need its sources", async () => {
    const own = {
      ...JSON.parse(FILES['package.json']),
      scripts: { postinstall: 'node build.js', prepare: 'exit 1' },
    };
    const folder = await install(await checkout({ ...FILES, 'package.json': JSON.stringify(own) }));
    expect(await readFile(join(folder, 'greeting/ran'), 'utf8')).toBe('none');
  });

  it('write the client of Prisma where it belongs to the packages', async () => {
    const prisma = {
      'vendor/greeting/package.json': JSON.stringify({ name: 'prisma', version: '7.0.0' }),
      'vendor/greeting/build/index.js':
        "require('fs').writeFileSync(__dirname + '/../ran', [...process.argv.slice(2, 4), !!process.env.SHOP_URL, process.env.PRISMA_SCHEMA_ENGINE_BINARY].join(' '));\n",
    };
    const rename = (text: string) =>
      text.replaceAll('"greeting"', '"prisma"').replaceAll('node_modules/greeting', 'node_modules/prisma');
    const files = {
      ...FILES,
      ...prisma,
      'package.json': rename(FILES['package.json']),
      'package-lock.json': rename(FILES['package-lock.json']),
      'prisma/schema.prisma':
        'generator client {\n provider = "prisma-client-js"\n}\ndatasource db { url = env("SHOP_URL") }',
    };
    const folder = await install(await checkout(files));
    expect(await readFile(join(folder, 'prisma/ran'), 'utf8')).toBe('generate --schema true /bin/sh');
    const other = {
      ...files,
      'prisma/schema.prisma': `${files['prisma/schema.prisma']}\nmodel Book { id Int @id }`,
    };
    expect(await install(await checkout(other))).not.toBe(folder);
  });

  it('are refused when the token of the registry is not among the variables of Suture', async () => {
    const installing = install(await checkout(FILES), process.env, { install: { token: 'ABSENT_TOKEN' } });
    await expect(installing).rejects.toThrow(/Suture has no such variable/);
  });

  it('are not tried where the lockfile names a registry that nothing else names, and get its token where suture.yaml does', async () => {
    const resolved = 'https://packages.invalid/npm/greeting/-/greeting-1.0.0.tgz';
    const lock = JSON.parse(FILES['package-lock.json']);
    lock.packages['node_modules/greeting'].resolved = resolved;
    const files = {
      ...FILES,
      '.npmrc': 'fetch-retries=0\n',
      'package-lock.json': JSON.stringify(lock),
    };
    await expect(install(await checkout(files))).rejects.toMatchObject({
      type: 'install_failed',
      message: expect.stringMatching(
        /^package-lock\.json takes the package greeting from packages\.invalid, .*hosts: \[packages\.invalid\], token: NPM_TOKEN/,
      ),
      details: { refused: ['packages.invalid'] },
    });
    expect(ran).toEqual([]);
    const named = { install: { hosts: ['packages.invalid'], token: 'TOKEN' } };
    await expect(
      install(await checkout(files), { ...process.env, TOKEN: 'of the registry' }, named),
    ).rejects.toThrow(/npm ci failed/);
    expect(ran[0]?.environment).toMatchObject({
      'npm_config_//packages.invalid/:_authToken': 'of the registry',
    });
  });

  it('name the host that an install script asks for and may not reach, until suture.yaml allows it', async () => {
    const script = `node -e "
      const { request } = require('http'); const proxy = new URL(process.env.HTTPS_PROXY);
      request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: 'binaries.test:443' })
        .on('connect', (answer) => process.exit(answer.statusCode === 403 ? 3 : 0)).on('error', () => process.exit(4)).end()"`;
    const files = withScript(script.replace(/\s+/g, ' '));
    await expect(install(await checkout(files))).rejects.toMatchObject({
      type: 'install_failed',
      message: expect.stringMatching(/It asked for binaries\.test.*install: \{ hosts: \[binaries\.test\] \}/),
      details: { refused: ['binaries.test'] },
    });
    const allowed = { install: { hosts: ['binaries.test'] } };
    // Nobody has that name: it is looked up outside, and no longer refused.
    await expect(install(await checkout(files), process.env, allowed)).rejects.toMatchObject({
      details: { refused: [] },
    });
  });

  it.runIf(sandbox.name === 'bubblewrap')('have scripts that reach nothing of this machine', async () => {
    const server = createServer((_, response) => response.end('reached'));
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    const script = `node -e "fetch('http://127.0.0.1:${port}').then(() => process.exit(0), () => process.exit(7))"`;
    try {
      await expect(install(await checkout(withScript(script)))).rejects.toThrow(
        /the install scripts of packages failed/,
      );
    } finally {
      server.close();
    }
  });

  it('name a certificate that Node does not trust within seconds, and are asked for with the authority that npm names', async () => {
    const authority = createAuthority();
    const SNICallback = (_: string, done: (error: null, context: SecureContext) => void) =>
      done(null, authority.contextFor('localhost'));
    const server = createSecureServer({ SNICallback }, (_, response) => response.writeHead(404).end());
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    const npmrc = join(root, 'npmrc');
    await writeFile(join(root, 'authority.pem'), authority.certificate);
    await writeFile(npmrc, `cafile=${join(root, 'authority.pem')}\n`);
    const lock = {
      name: 'shop',
      lockfileVersion: 3,
      packages: {
        '': { name: 'shop', dependencies: { greeting: '1.0.0' } },
        'node_modules/greeting': { version: '1.0.0', resolved: `https://localhost:${port}/greeting.tgz` },
      },
    };
    const files = {
      'package.json': JSON.stringify({ name: 'shop', dependencies: { greeting: '1.0.0' } }),
      'package-lock.json': JSON.stringify(lock),
    };
    const environment = {
      ...{ PATH: process.env.PATH, HOME: root },
      npm_config_registry: `https://localhost:${port}/`,
    };
    try {
      const began = performance.now();
      await expect(install(await checkout(files), environment)).rejects.toThrow(/certificate/i);
      expect(performance.now() - began).toBeLessThan(30_000);
      const trusting = { ...environment, npm_config_userconfig: npmrc };
      await expect(install(await checkout(files), trusting)).rejects.toThrow(/E404/);
    } finally {
      server.close();
    }
  });

  it('leave nothing behind when they cannot be installed, and the next try installs them', async () => {
    const folder = await checkout(withScript('exit 1'));
    await expect(install(folder)).rejects.toMatchObject({ type: 'install_failed' });
    expect(
      (await readdir(join(root, 'cache'))).filter((name) => !/^(downloads|programs|.*\.new)$/.test(name)),
    ).toEqual([]);
    await writeFile(join(folder, 'vendor/greeting/package.json'), FILES['vendor/greeting/package.json']);
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
