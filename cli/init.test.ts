import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDefinition } from '../domain/service-definition.ts';
import { readYaml } from '../platform/read-yaml.ts';
import { runLine } from './testing/terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Nothing listens there: `init` asks nobody. */
const NOWHERE = 'http://127.0.0.1:9';

function write(path: string, value: string | object): void {
  writeFileSync(join(folder, path), typeof value === 'string' ? value : JSON.stringify(value));
}

const init = (...args: string[]) => runLine(NOWHERE, ['init', '--no-check', ...args], { folder });
const written = () => readFileSync(join(folder, 'suture.yaml'), 'utf8');
const definition = () => parseDefinition(readYaml(written(), 'suture.yaml'));

const SHOP = {
  name: '@acme/shop',
  scripts: { build: 'tsc', start: 'node dist/server.js', test: 'node --test' },
  dependencies: { express: '^5.1.0', pg: '^8.16.0' },
  devDependencies: { typescript: '^5.9.0' },
};

describe('suture init', () => {
  it('writes into the root of the repository when it is run in the folder of one service', async () => {
    execFileSync('git', ['init', '--quiet', folder]);
    write('pnpm-lock.yaml', '');
    write('pnpm-workspace.yaml', 'packages: ["apps/*"]');
    write('package.json', { name: 'all', private: true });
    for (const name of ['orders', 'users']) {
      mkdirSync(join(folder, 'apps', name, 'src'), { recursive: true });
      write(`apps/${name}/package.json`, { ...SHOP, name });
    }
    const inside = (path: string) =>
      runLine(NOWHERE, ['init', '--no-check', '--force'], { folder: join(folder, path) });
    expect((await inside('apps/users/src')).code).toBe(0);
    expect(definition()).toMatchObject({ name: 'users', root: 'apps/users' });
    expect((await inside('apps/orders')).code).toBe(0);
    expect(definition()).toMatchObject({ name: 'orders', root: 'apps/orders' });
    expect(existsSync(join(folder, 'apps/orders/suture.yaml'))).toBe(false);
    expect((await inside('apps')).err).toContain('There are several services: apps/users, apps/orders.');
  });

  it('builds the packages of the repository that a service uses from the root, where it lies in a folder', async () => {
    mkdirSync(join(folder, 'apps/api'), { recursive: true });
    mkdirSync(join(folder, 'shared'));
    write('package.json', { private: true, workspaces: ['apps/*', 'shared'] });
    write('shared/package.json', { name: '@acme/shared', scripts: { build: 'tsc --build' } });
    write('apps/api/package.json', {
      ...SHOP,
      dependencies: { express: '5', '@acme/shared': 'workspace:*' },
    });
    await init();
    expect(definition()).toMatchObject({
      root: 'apps/api',
      build: ['sh', '-c', '(cd ../.. && (cd shared && tsc --build)) && tsc'],
    });
  });

  it('takes the name of the folder where package.json has none', async () => {
    folder = join(folder, 'acme+Shop_API');
    mkdirSync(folder);
    write('package.json', { ...SHOP, name: undefined });
    await init();
    expect(definition().name).toBe('acme-shop-api');
  });

  it('writes a suture.yaml that is valid, with the sign for each entry', async () => {
    write('package.json', SHOP);
    write('package-lock.json', '{}');
    write('tsconfig.json', '{}');
    write('schema.sql', 'create table a ();');
    write('.env.example', 'DATABASE_URL=postgres://localhost/shop\nLOG_LEVEL=info\nJWT_SECRET=\nPORT=3000\n');
    write('server.ts', "app.get('/healthz', ok)");
    const { code, out, err } = await init();
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/Framework +Express 5 +package.json depends on express/);
    expect(out).toMatch(/Database +PostgreSQL +package.json depends on pg/);
    expect(out).toContain('suture.yaml is written.\n');
    expect(definition()).toMatchObject({
      name: 'shop',
      build: ['sh', '-c', 'tsc'],
      test: ['sh', '-c', 'node --test'],
      start: ['sh', '-c', 'node dist/server.js'],
      health: '/healthz',
      environment: { LOG_LEVEL: 'info' },
      database: { variable: 'DATABASE_URL', sql: ['schema.sql'], migrate: null },
      deliver: 'review',
    });
    expect(written()).toContain('# package.json has the script "start".\nstart: node dist/server.js');
    expect(written()).toContain('# JWT_SECRET: a made-up value of the same shape');
  });

  it('asks by comments for what it cannot tell, and counts them', async () => {
    write('package.json', { name: 'shop', dependencies: { koa: '3', pg: '8' } });
    const { out } = await init();
    expect(out).toContain('3 questions stand in it as comments: answer them.');
    expect(written()).toContain('# start: node server.js');
    expect(written()).toContain('  # variable: DATABASE_URL');
    expect(definition()).toMatchObject({ name: 'shop', build: null, health: null });
  });

  it('names the folder of a service that is not in the root', async () => {
    mkdirSync(join(folder, 'server'));
    write('server/package.json', { scripts: { start: 'node index' }, dependencies: { express: '4' } });
    await init();
    expect(definition()).toMatchObject({ name: 'server', root: 'server', start: ['sh', '-c', 'node index'] });
  });

  it('names what the sandbox cannot offer', async () => {
    write('package.json', {
      name: 'shop',
      scripts: { start: 'node .' },
      dependencies: { express: '5', mysql2: '3' },
    });
    await init();
    expect(written()).toContain(
      '# The service uses MySQL, since package.json depends on mysql2. The sandbox has none',
    );
  });

  it('answers a script with what it found', async () => {
    write('package.json', SHOP);
    const { code, out } = await init('--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      name: 'shop',
      file: join(folder, 'suture.yaml'),
      found: { framework: { value: 'Express 5', because: 'package.json depends on express' } },
    });
  });

  it('keeps a suture.yaml that is there, unless it is told to replace it', async () => {
    write('package.json', SHOP);
    write('suture.yaml', 'name: mine\n');
    expect(await init()).toMatchObject({ code: 2, err: expect.stringContaining('suture init --force') });
    expect(written()).toBe('name: mine\n');
    expect((await init('--force', '--name', 'yours')).code).toBe(0);
    expect(definition().name).toBe('yours');
  });

  it.each([
    [{}, [], `No package.json was found`],
    [{ 'package.json': SHOP }, ['--root', 'api'], 'There is no service in api. Found: .'],
    [{ 'package.json': { scripts: { start: 'node .' } } }, ['--name', 'A B'], '"A B" cannot be the name'],
  ])('refuses a folder with %j', async (files, args, message) => {
    for (const [path, value] of Object.entries(files)) write(path, value);
    expect(await init(...args)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });
});
