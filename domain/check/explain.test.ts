import { describe, expect, it } from 'vitest';
import type { SourceTree } from '../detection/source-tree.ts';
import { explain, relevantEnd } from './explain.ts';
import type { Facts } from './facts.ts';

const files: Record<string, string> = {
  'package.json': '{}',
  'package-lock.json': '{}',
  'src/config.js': 'module.exports = { key: process.env.STRIPE_KEY, level: process.env.LOG_LEVEL };',
};
const tree: SourceTree = {
  paths: Object.keys(files),
  read: (path) => files[path] ?? null,
  readYaml: () => null,
};

function of(part: Facts['part'], output: string, changes: Partial<Facts> = {}) {
  return explain({
    part,
    message: 'it ended with exit code 1',
    output,
    tree,
    root: '',
    variables: [],
    ...changes,
  });
}

it('names the setting with which tsc writes nothing', () => {
  const config = '{ "compilerOptions": {\n  // "noEmit": false,\n  "noEmit": true, "outDir": "build" } }';
  const silent: SourceTree = {
    paths: ['tsconfig.json'],
    read: (path) => (path === 'tsconfig.json' ? config : null),
    readYaml: () => null,
  };
  const output = "Error: Cannot find module '/x/app_base_a1_2_c3_d4/build/index.js'";
  const { cause, write } = of('start', output, { tree: silent });
  expect(cause).toMatch(/build\/index\.js does not exist after the build: tsconfig\.json has "noEmit"/);
  expect(write).toMatch(/build: tsc --noEmit false/);
});

describe('an import by a name of tsconfig.json', () => {
  const CONFIG = JSON.stringify({ compilerOptions: { baseUrl: './', paths: { '@/*': ['src/*'] } } });
  const treeWith = (packages: Record<string, string>): SourceTree => {
    const texts: Record<string, string> = {
      'package.json': JSON.stringify({ devDependencies: packages }),
      'package-lock.json': '{}',
      'tsconfig.json': CONFIG,
      'src/main.ts': '',
      'src/users/user.ts': '',
    };
    return { paths: Object.keys(texts), read: (path) => texts[path] ?? null, readYaml: () => null };
  };

  it.each([
    ["Error: Cannot find module '@/config'\nRequire stack:", {}, /Install tsc-alias/],
    ["Error: Cannot find module '@/config'", { 'tsc-alias': '1' }, /^build: tsc && tsc-alias/],
    [
      "Cannot find package '@/app.js' imported from /x/dist/main.js",
      { tsx: '4' },
      /^start: tsx src\/main\.ts/,
    ],
    [
      "Error: Cannot find module 'src/users/user'",
      { 'ts-node': '10', 'tsconfig-paths': '4' },
      /^start: ts-node -T -r tsconfig-paths\/register src\/main\.ts/,
    ],
  ])('is named, with what resolves it: %s', (output, packages, written) => {
    const { cause, write } = of('start', output, { tree: treeWith(packages) });
    expect(cause).toMatch(/^The program imports \S+, a name of tsconfig\.json alone: tsc writes it as it is/);
    expect(write).toMatch(written);
  });

  it('is told from a package that is missing', () => {
    const { cause } = of('start', "Error: Cannot find module 'left-pad'", { tree: treeWith({}) });
    expect(cause).toMatch(/^The package left-pad is imported/);
  });
});

describe('an import without its ending', () => {
  const treeOf = (path: string, script = ''): SourceTree => ({
    paths: ['package.json', path],
    read: (name) => (name === 'package.json' ? JSON.stringify({ scripts: { start: script } }) : ''),
    readYaml: () => null,
  });
  const output = (name: string, by: string) =>
    `Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/x/app_base_a1_2_c3_d4/${name}' imported from /x/app_base_a1_2_c3_d4/${by}\n`;

  it('is told from a service in a subfolder, and names the Node that completes it', () => {
    const tree = treeOf('src/app.js', 'node --es-module-specifier-resolution=node src/main.js');
    const { cause, write } = of('start', output('src/app', 'src/main.js'), { tree });
    expect(cause).toMatch(/^src\/main\.js imports src\/app without its ending, .* version 19 on/);
    expect(write).toBe('node: 18');
  });

  it.each(['src/app.ts', 'src/app/index.ts'])('of what a build writes is that of %s', (path) => {
    const { cause, write } = of('start', output('dist/app', 'dist/main.js'), { tree: treeOf(path) });
    expect(cause).toMatch(/^dist\/main\.js imports dist\/app without its ending/);
    expect(write).toMatch(/start: tsx src\/index\.ts/);
  });

  it('counts only where the file exists', () => {
    const { cause } = of('start', output('src/app', 'src/main.js'), { tree: treeOf('src/other.js') });
    expect(cause).toBe('src/app is not in the commit. A file that git ignores is not checked out.');
  });
});

it('takes no test that passes for the one that fails', () => {
  const output = '  app\n    ✔ shows a 404 JSON error\n    1) lists the rooms\n\n  1 passing\n  1 failing\n';
  expect(of('tests', output).cause).toBe('The tests fail: lists the rooms.');
});

it('says of tests that stay after their end how they end', () => {
  const message = 'The tests failed: it printed nothing and used no processor for 90 s.';
  const { cause, write } = of('tests', 'FAIL test/person.test.js\nTests: 1 failed, 3 passed', { message });
  expect(cause).toMatch(/^The tests do not end/);
  expect(write).toMatch(/--forceExit/);
});

it('says of a start that is still at work what makes it shorter', () => {
  const message = 'the service takes no connection within 240 s, and is still at work (no answer)';
  const { cause, write } = of('start', '', { message });
  expect(cause).toBe('The service is still at work 240 s after its start, and takes no request.');
  expect(write).toMatch(/TS_NODE_TRANSPILE_ONLY/);
});

describe('the cause of a failed part', () => {
  it.each([
    ['packages', 'npm error code E401\nnpm error Incorrect or missing password', /refuses access/, /token/],
    [
      'packages',
      '`npm ci` can only install packages when your package.json and package-lock.json are in sync',
      /does not fit/,
      /lockfile/,
    ],
    [
      'packages',
      'npm error Missing: typeorm@0.3.17 from lock file\nnpm error code EUSAGE',
      /npm says: Missing: typeorm@0\.3\.17 from lock file/,
      /lockfile/,
    ],
    [
      'packages',
      'npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error request to https://registry.npmjs.org/pg failed',
      /certificate of an authority that Node does not know/,
      /NODE_EXTRA_CA_CERTS/,
    ],
    [
      'packages',
      'Error: Forbidden https://binaries.prisma.sh/all_commits/4/libquery_engine.so.node.gz',
      /reaches out to binaries\.prisma\.sh/,
      /hosts: \[binaries\.prisma\.sh\]/,
    ],
    ['build', 'src/a.ts(3,5): error TS2322: Type string', /src\/a\.ts\(3,5\): error TS2322/, /suture check/],
    [
      'start',
      "Error: ENOENT: no such file or directory, open 'public_key.pem'",
      /reads public_key\.pem, which the commit does not have/,
      /Commit one for tests/,
    ],
    [
      'tests',
      "Error: EROFS: read-only file system, mkdir '/x/app_base_a1_2_c3/src/uploads/files'",
      /makes the folder src\/uploads\/files beside itself/,
      /output: \[dist, src\/uploads\/files\]/,
    ],
    [
      'start',
      "Error: ENOENT: no such file or directory, mkdir './files'",
      /makes the folder files beside itself/,
      /output: \[dist, files\]/,
    ],
    ['build', 'sh: 1: vite: not found', /vite, which no package/, /vite/],
    ['types', 'src/a.ts(1,1): error TS1005: x', /type check finds an error/, /typecheck: false/],
    ['tables', 'ERROR: relation "users" does not exist', /table users, which no migration/, /migrate/],
    [
      'tables',
      'Error: Schema engine exited. Error: Could not find schema-engine binary. Searched in:',
      /engine that comes from binaries\.prisma\.sh/,
      /^install:\n {2}hosts: \[binaries\.prisma\.sh\]/,
    ],
    ['tables', 'extension "postgis" is not available', /extension postgis/, /SUTURE_PROOF_DATABASE_URL/],
    [
      'tests',
      'Error: connect ECONNREFUSED 127.0.0.1:5432',
      /tests dial the PostgreSQL at 127\.0\.0\.1:5432/,
      /database:/,
    ],
    ['start', 'Error: connect ECONNREFUSED 10.0.0.5:6379', /Redis at 10\.0\.0\.5:6379/, /redis:/],
    ['start', 'Error: getaddrinfo ENOTFOUND payments', /payments, and nothing stands in/, /upstreams:/],
    [
      'start',
      'ZodError: STRIPE_KEY Required',
      /needs the variable STRIPE_KEY/,
      /STRIPE_KEY: \{ secret: true \}/,
    ],
    [
      'start',
      'Error: Config validation error: "NODE_ENV" is required',
      /needs the variable NODE_ENV/,
      /NODE_ENV: production/,
    ],
    ['start', "Error: Cannot find module 'lodash'", /package lodash is imported/, /npm install lodash/],
    [
      'start',
      "Error: Cannot find module '/x/app_base_a1_2_c3_d4/dist/server.js'",
      /nothing writes it/,
      /^build:/,
    ],
    ['start', 'TypeError: boom is not a function', /does not start: TypeError: boom/, /^start:/],
    ['tests', '@prisma/client did not initialize yet.', /Prisma client is not generated/, /prisma generate/],
    ['tests', "FAIL a\n  > 19 | if (process.env.LOG_LEVEL === '')", /The tests fail: a/, /^test:/],
    [
      'start',
      "EROFS: read-only file system, open '/x/app_base_a1_2_c3_d4/.nx/d.log'",
      /It writes \.nx\/d\.log/,
      /TMPDIR/,
    ],
    ['start', 'SqliteError: unable to open database file', /SQLite file/, /environment:/],
  ] as const)('%s: %s', (part, output, cause, write) => {
    const found = of(part, output);
    expect(found.cause).toMatch(cause);
    expect(found.write).toMatch(write);
  });

  it('is the place of the program where the build writes it elsewhere', () => {
    const output = "Error: Cannot find module '/x/app_base_a1_2_c3_d4/dist/main'";
    const message =
      'the service ended before it took requests: exit code 1; the build writes dist/src/main.js';
    expect(of('start', output, { message })).toEqual({
      cause: 'dist/main does not exist after the build, which writes dist/src/main.js.',
      write: 'start: node dist/src/main.js',
    });
  });

  it('names a file as the commands of a service in a folder write it', () => {
    const { cause } = of('start', "Cannot find module '/x/app_base_a1_2_c3_d4/apps/api/dist/main'", {
      root: 'apps/api',
      message: 'it ended; the build writes dist/src/main.js',
    });
    expect(cause).toBe('dist/main does not exist after the build, which writes dist/src/main.js.');
  });

  it('is the shape of a value where the variable has one', () => {
    const found = of('start', 'STRIPE_KEY is not valid', { variables: ['STRIPE_KEY'] });
    expect(found.cause).toContain('STRIPE_KEY does not have the shape');
    expect(found.write).toContain('an example of its shape');
  });

  it.each([
    [
      'db:3306 for MySQL',
      'waits for MySQL at db:3306',
      'cannot replay failures of a service that keeps its data in MySQL',
    ],
    ['mq:5672 for AMQP', 'waits for AMQP at mq:5672', 'start without it'],
    [
      'cell:9 in a protocol that the sandbox does not know',
      'neither PostgreSQL, Redis nor HTTP at cell:9',
      'start without it',
    ],
  ])('is a server that the sandbox does not have: %s', (asked, cause, write) => {
    const message = `the service takes no connection within 30000 ms; the service asked ${asked}, and nothing stands in for it: let the service start without it in the sandbox`;
    const found = of('start', 'Error: Connection lost: The server closed the connection.', { message });
    expect(found.cause).toContain(cause);
    expect(found.write).toContain(write);
  });

  it('is what a program waits for before it listens on the port that the sources fix', () => {
    const message = 'the service takes no connection within 30000 ms';
    const text = 'app.listen(4873);';
    const fixed = { ...tree, paths: ['src/a.js'], read: () => text };
    expect(of('start', '', { message, tree: fixed })).toMatchObject({
      cause: expect.stringContaining('port 4873, as src/a.js says'),
      write: expect.stringContaining('before it listens'),
    });
    expect(of('start', '', { message }).cause).toContain('listens on no port');
  });

  it.each([
    [
      { '.env.example': 'DATABASE_URL=file:dev.db\n' },
      'ConnectionFailed("Unable to open connection to local database dev.db: 14")',
      /^environment:\n {2}DATABASE_URL: file:\/tmp\/dev\.db .*\nstart: /,
    ],
    [
      {
        '.example.env': 'DB_CLIENT=better-sqlite3\nDB_FILENAME=db/data\n',
        'package.json': '{"dependencies":{"pg":"8"}}',
      },
      'SqliteError: unable to open database file',
      /^environment:\n {2}DB_CLIENT: pg /,
    ],
  ])('is a SQLite file beside the service, whose variable the examples %j name', (given, output, write) => {
    const example = {
      paths: Object.keys(given),
      read: (path: string) => (given as Record<string, string>)[path] ?? null,
      readYaml: () => null,
    };
    expect(of('start', output, { tree: example }).write).toMatch(write);
  });

  it.each([
    [{ 'package.json': '{"packageManager":"pnpm@9.1.0"}' }, 'pnpm install', 'pnpm-lock.yaml'],
    [{ 'package.json': '{}', '.yarnrc.yml': '' }, 'yarn install', 'yarn.lock'],
    [{ 'package.json': '{}' }, 'npm install', 'package-lock.json'],
  ])('is a missing lockfile, which the manager of %j writes', (given, command, lockfile) => {
    const bare = {
      paths: Object.keys(given),
      read: (path: string) => (given as Record<string, string>)[path] ?? null,
      readYaml: () => null,
    };
    const { write } = of('packages', '', { tree: bare });
    expect(write).toContain(command);
    expect(write).toContain(lockfile);
  });

  const LOCKED =
    'package-lock.json takes 812 packages, such as one and two, from pkgs.example.com, which is no public registry, and neither suture.yaml nor .npmrc names it.';

  it.each([
    [
      'a registry that only the lockfile names',
      'Write "install: { hosts: [pkgs.example.com], token: NPM_TOKEN }" in suture.yaml, where NPM_TOKEN is the variable',
      /^install:\n {2}hosts: \[pkgs\.example\.com\]\n {2}token: NPM_TOKEN /,
    ],
    [
      'a code host that only the lockfile names',
      'Write "install: { hosts: [codeload.github.com] }" in suture.yaml if it may be reached',
      /^install:\n {2}hosts: \[codeload\.github\.com\]$/,
    ],
    [
      'a registry without TLS',
      'Name the registry in .npmrc: registry=http://pkgs.example.com:4873/',
      /^Name the registry in \.npmrc: registry=http/,
    ],
  ])('is %s, with what to write', (_, advice, write) => {
    const found = of('packages', '', { message: `${LOCKED} ${advice}` });
    expect(found.cause).toBe(LOCKED);
    expect(found.write).toMatch(write);
  });

  it('is the package manager, and no script, where it asks for another host itself', () => {
    const asked = 'it ended with exit code 1. It asked for pkgs.example.com, and only the package registry';
    const by = (who: string) =>
      of('packages', '', { message: `The packages cannot be installed: ${who} failed: ${asked}` }).cause;
    expect(by('npm ci')).toMatch(/^The package manager reaches out to pkgs\.example\.com/);
    expect(by('the install scripts of packages')).toMatch(/^An install script reaches out/);
  });

  it('is the end of a service that took connections already', () => {
    const message = 'the service ended after it took connections: it ended with exit code 1';
    expect(of('start', 'Error: the licence is over', { message }).cause).toBe(
      'The service ends right after it takes connections: Error: the licence is over.',
    );
  });

  it('is the port of a Hono server that the source fixes', () => {
    const message = 'the service takes no connection within 30000 ms';
    const hono = { ...tree, paths: ['src/a.ts'], read: () => 'serve({ fetch: app.fetch, port: 3000 });' };
    expect(of('start', '', { message, tree: hono }).cause).toContain('port 3000, as src/a.ts says');
  });

  it('is another health path where one answers', () => {
    const message = 'GET /health answers 404; GET /up answers 200';
    expect(of('health', '', { message }).write).toBe('health: /up');
    const elsewhere = 'GET /health answers 302; GET /api/health answers 200';
    expect(of('health', '', { message: elsewhere }).cause).toMatch(/answers 302: it does not say/);
  });
});

it('shows the end of an output from its last error on', () => {
  const output = [
    ...Array.from({ length: 80 }, (_, at) => `line ${at}`),
    'Error: no',
    '    at a.js:1:1',
  ].join('\n');
  expect(relevantEnd(output)).toEqual(['Error: no', '    at a.js:1:1']);
});
