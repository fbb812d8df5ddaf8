import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { CheckReport } from '../stack/local/check-local.ts';
import { type LocalRig, openLocalRig } from './testing/local.ts';
import { BASE, type Files, git, WITH_POSTGRES, write } from './testing/small-service.ts';

let rig: LocalRig;
beforeAll(() => {
  rig = openLocalRig(inject('databaseUrl'));
});
afterAll(() => rig.close());

const service = (...layers: Files[]) => rig.service(...layers);
const suture = (folder: string, ...args: string[]) => rig.suture(folder, ...args);

/** The report, with the parts that failed. */
async function check(folder: string, ...args: string[]) {
  const { out } = await suture(folder, 'check', '--json', ...args);
  const report = JSON.parse(out) as CheckReport;
  return { report, failed: report.parts.filter(({ state }) => state === 'failed') };
}

describe('suture check', () => {
  it('shows each part with its time, and names what the service has not', async () => {
    const { code, out, err } = await suture(service(BASE), 'check');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Checks [0-9a-f]{10} "A small service" in the sandbox/);
    expect(out).toMatch(/✓ suture\.yaml +\d+\.\d s {2}shop\n/);
    expect(out).toMatch(/- Build +there is nothing to build\n/);
    expect(out).toMatch(/✓ Tests +\d+\.\d s\n/);
    expect(out).toMatch(/✓ Health +\d+\.\d s {2}\/health answers 200\n/);
    expect(out).toContain('There is no suture.yaml: all of it is detected.');
    expect(out).toContain('shop can be healed');
  });

  it('says why a part failed, what to write, and which parts did not run', async () => {
    const files = {
      'suture.yaml': `name: shop
build: node build.js
faults:
  - code: WRONG_NOTE
    title: A note is wrong
    route: /orders
    allowedFiles: [src/server.js]
    probe: { request: { path: /orders/1 }, expect: { status: 200 } }
`,
      'build.js': 'throw new Error("no entry point");\n',
    };
    const { code, out } = await suture(service(BASE, files), 'check');
    expect(code).toBe(1);
    expect(out).toMatch(/✗ Build +\d+\.\d s\n/);
    expect(out).toMatch(/- Start +not run: Build failed\n/);
    expect(out).toMatch(/Build +The build fails: Error: no entry point\./);
    expect(out).toContain('Write into suture.yaml:\n               build: npm run build');
    expect(out).toMatch(/WRONG_NOTE declares a status and no body[\s\S]*Add\s+expect\.body\./);
  });

  it('checks the commit that is named, and says that changes of the folder are not checked', async () => {
    const folder = service(BASE);
    write(folder, 'src/server.js', 'throw new Error("half an edit");\n');
    const { report } = await check(folder);
    expect(report.ok).toBe(true);
    expect(report.notes.join(' ')).toMatch(/One file differs from the commit .* not checked/);
    expect((await check(folder, '--commit', 'HEAD')).report.notes.join(' ')).not.toContain('differs');
    expect(await suture(folder, 'check', '--commit', 'nowhere')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no commit nowhere'),
    });
  });

  it('refuses a folder without a repository, and a repository without a commit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'suture-no-repository-'));
    try {
      const without = await suture(folder, 'check');
      expect(without).toMatchObject({ code: 1, err: expect.stringContaining('is not in a git repository') });
      git(folder, 'init', '--quiet');
      const empty = await suture(folder, 'check');
      expect(empty).toMatchObject({ code: 1, err: expect.stringContaining('has no commit yet') });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** What is broken, which part fails, why, and what to write. */
const BROKEN: [string, Files, string, RegExp, RegExp][] = [
  [
    'has no lockfile',
    {
      'package.json': {
        name: 'shop',
        scripts: { start: 'node src/server.js' },
        dependencies: { express: '5' },
      },
      'src/server.js': "require('express')().listen(process.env.PORT);\n",
    },
    'packages|start',
    /no lockfile/,
    /npm install.*commit/,
  ],
  [
    'does not build',
    { 'suture.yaml': 'name: shop\nbuild: node src/build.js\n', 'src/build.js': 'import x from;\n' },
    'build',
    /The build finds an error: SyntaxError/,
    /build/,
  ],
  [
    'has a health path that is not there',
    { 'suture.yaml': 'name: shop\nhealth: /healthz\n' },
    'health',
    /GET \/healthz answers 404.* GET \/health answers 200/,
    /^health: \/health$/,
  ],
  [
    'ends at its first request',
    {
      'suture.yaml': 'name: shop\nhealth: /health\n',
      'src/server.js': `
require('node:http').createServer().on('connection', () => {
  console.error('Error: the licence is over');
  process.exit(1);
}).listen(Number(process.env.PORT));
`,
    },
    'start',
    /ends right after it takes connections: Error: the licence is over/,
    /^start:/,
  ],
  [
    'takes its packages from a registry that only its lockfile names',
    {
      'package-lock.json': {
        name: 'shop',
        lockfileVersion: 3,
        packages: {
          '': { name: 'shop', dependencies: { greeting: '1.0.0' } },
          'node_modules/greeting': {
            version: '1.0.0',
            resolved: 'https://packages.example.com/acme/npm/registry/greeting/-/greeting-1.0.0.tgz',
          },
        },
      },
      'package.json': {
        name: 'shop',
        scripts: { start: 'node src/server.js' },
        dependencies: { greeting: '1.0.0' },
      },
    },
    'packages',
    /package-lock\.json takes the package greeting from packages\.example\.com, which is no public registry/,
    /^install:\n {2}hosts: \[packages\.example\.com\]\n {2}token: NPM_TOKEN/,
  ],
  [
    'has an install script that reaches out',
    {
      ...vendored(
        'reacher',
        "require('node:https').get('https://downloads.example.com/tool').on('error', (e) => { console.error(e); process.exit(1) })",
      ),
    },
    'packages',
    /An install script reaches out to downloads\.example\.com/,
    /hosts: \[downloads\.example\.com\]/,
  ],
  [
    'has a native module that cannot be made',
    {
      ...vendored(
        'native',
        "console.error('gyp ERR! stack Error: not found: make'); console.error('gyp ERR! cwd /x/node_modules/native'); process.exit(1)",
      ),
    },
    'packages',
    /native module of native/,
    /compiler/,
  ],
  [
    'has its service in another folder',
    {
      'package.json': { name: 'acme', private: true, workspaces: ['apps/*'] },
      'apps/api/package.json': { name: 'api', scripts: { start: 'node server.js' } },
      'apps/api/server.js': String(BASE['src/server.js']),
      'src/server.js': null,
      'suture.yaml': 'name: api\nstart: node server.js\n',
    },
    'start',
    /server\.js is not in the root of the repository; apps\/api\/server\.js/,
    /^root: apps\/api$/,
  ],
  [
    'needs a secret of a shape',
    {
      'src/server.js': `if (!/^lic_[0-9a-f]{8}$/.test(process.env.SHOP_LICENCE ?? '')) {
  console.error('SHOP_LICENCE is not a licence');
  process.exit(1);
}
${BASE['src/server.js']}`,
    },
    'start',
    /SHOP_LICENCE/,
    /environment:\n {2}SHOP_LICENCE: \{ secret:/,
  ],
  [
    'misses a migration',
    { ...WITH_POSTGRES, 'schema.sql': 'create table customers (id int);\n' },
    'tests|start',
    /asks for the table orders, which the migrations do not make/,
    /database:\n {2}migrate:/,
  ],
];

/** A package of the repository itself with an install script. */
function vendored(name: string, script: string): Files {
  const dependencies = { [name]: `file:vendor/${name}` };
  return {
    'package.json': { name: 'shop', scripts: { start: 'node src/server.js' }, dependencies },
    'package-lock.json': {
      name: 'shop',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'shop', dependencies },
        [`node_modules/${name}`]: {
          version: '1.0.0',
          resolved: `file:vendor/${name}`,
          hasInstallScript: true,
        },
      },
    },
    '.npmrc': 'install-links=true\n',
    [`vendor/${name}/package.json`]: { name, version: '1.0.0', scripts: { install: 'node install.js' } },
    [`vendor/${name}/install.js`]: script,
  };
}

it('suture init ends in a check, where there is a commit', async () => {
  const folder = service(BASE);
  const { code, out } = await suture(folder, 'init');
  expect(code).toBe(0);
  expect(out).toMatch(/suture\.yaml is written[\s\S]*✓ Health/);
  expect(out).toContain('suture.yaml is not committed yet; what your folder has is used.');
});

it('suture init leaves out the tests that fail on the commit, and says so', async () => {
  const folder = service(BASE, {
    'test/shop.test.js': "require('node:test')('adds', () => { throw new Error('not today') });\n",
  });
  const { code, out } = await suture(folder, 'init');
  expect(code).toBe(0);
  expect(out).toMatch(/✗ Tests/);
  expect(out).toMatch(/leaves out what fails on this commit as it is: the tests\.[\s\S]*shop can be healed/);
  expect(readFileSync(join(folder, 'suture.yaml'), 'utf8')).toMatch(
    /# Left out, since it fails on [0-9a-f]{10}: The tests fail.*\n# test: node --test\ntest: false\n/,
  );
  expect((await suture(folder, 'check')).code).toBe(0);
});

it('suture init starts what the build writes, where the script of the service names another place', async () => {
  const files = {
    'package.json': {
      name: 'shop',
      scripts: { build: 'node build.js', start: 'node --no-warnings dist/server' },
    },
    'build.js': "require('node:fs').cpSync('src', 'dist/src', { recursive: true });\n",
  };
  const folder = service(BASE, files);
  const { code, out } = await suture(folder, 'init');
  expect(out).toMatch(
    /✗ Start[\s\S]*The build writes dist\/src\/server\.js[\s\S]*✓ Start[\s\S]*can be healed/,
  );
  expect(code).toBe(0);
  expect(readFileSync(join(folder, 'suture.yaml'), 'utf8')).toMatch(
    /\nstart: node --no-warnings dist\/src\/server\.js\n/,
  );
});

describe('a service that', () => {
  it.each(BROKEN)('%s is told so, with what to write', async (_, files, part, cause, write) => {
    const { failed } = await check(service(BASE, files));
    const [first] = failed;
    expect(first?.part).toMatch(new RegExp(`^(${part})$`));
    expect(first?.cause).toMatch(cause);
    expect(first?.write).toMatch(write);
  });

  it('has tests that need a database gets one', async () => {
    const { report } = await check(service(WITH_POSTGRES));
    expect(report.parts.find(({ part }) => part === 'tests')).toMatchObject({ state: 'passed' });
    expect(report.ok).toBe(true);
  });
});
