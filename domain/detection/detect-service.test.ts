import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { detectService } from './detect-service.ts';
import { findServices } from './find-services.ts';
import type { SourceTree } from './source-tree.ts';

function treeOf(files: Record<string, string | object>): SourceTree {
  const texts = new Map(
    Object.entries(files).map(([path, value]) => [
      path,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  const read = (path: string) => texts.get(path) ?? null;
  return {
    paths: [...texts.keys()],
    read,
    readYaml: (path) => (texts.has(path) ? parse(read(path) ?? '') : null),
  };
}

/** The likeliest service of a repository with these files. */
function detect(files: Record<string, string | object>) {
  const [place] = findServices(treeOf(files));
  if (!place) throw new Error('there is no service in it');
  return detectService(place);
}

/** A repository with one package. */
function detectPackage(file: object, files: Record<string, string | object> = {}) {
  return detect({ 'package.json': file, ...files });
}

describe('how a service is started', () => {
  it.each([
    ['its script', { scripts: { start: 'node server.js' } }, {}, 'node server.js'],
    [
      'the script for production',
      { scripts: { start: 'nest start', 'start:prod': 'node dist/main' } },
      {},
      'node dist/main',
    ],
    [
      'the script for production with another sign',
      { scripts: { 'start-prod': 'NODE_ENV=production node src/a.js', 'start-dev': 'nodemon src/a.js' } },
      {},
      'NODE_ENV=production node src/a.js',
    ],
    ['a script that calls another', { scripts: { start: 'npm run serve', serve: 'node .' } }, {}, 'node .'],
    [
      'what nodemon restarts',
      { scripts: { start: 'nodemon --watch src -e js src/index.js' } },
      {},
      'node src/index.js',
    ],
    [
      'what nodemon executes by its file',
      { scripts: { dev: 'nodemon' } },
      { 'nodemon.json': '{"exec":"node --inspect -r ts-node/register src/a.ts"}' },
      'node -r ts-node/register src/a.ts',
    ],
    [
      'what nodemon executes before a file',
      { scripts: { start: 'nodemon -w src --exec ts-node src/a.ts' } },
      {},
      'ts-node src/a.ts',
    ],
    [
      'what nodemon executes, named behind the file',
      { scripts: { start: 'NODE_ENV=production nodemon src/a.js --exec babel-node -e js,json' } },
      {},
      'NODE_ENV=production babel-node src/a.js',
    ],
    [
      'what nodemon hands to Node',
      { scripts: { dev: 'nodemon -q -r dotenv/config --trace-warnings src/a.js && exit 1' } },
      {},
      'node -r dotenv/config --trace-warnings src/a.js && exit 1',
    ],
    ['what nodemon executes', { scripts: { dev: 'nodemon --exec "tsx src/a.ts"' } }, {}, 'tsx src/a.ts'],
    [
      'what ts-node-dev restarts',
      { scripts: { dev: 'ts-node-dev --respawn src/a.ts' }, devDependencies: { 'ts-node-dev': '2' } },
      {},
      'ts-node src/a.ts',
    ],
    [
      'what ts-node-dev watches',
      {
        scripts: {
          'dev:server': 'ts-node-dev --respawn -r dotenv/config --ignore-watch node_modules src/a.ts',
        },
        devDependencies: { 'ts-node-dev': '1' },
      },
      {},
      'ts-node -r dotenv/config src/a.ts',
    ],
    [
      'what tsc-watch starts when it has compiled',
      {
        scripts: { dev: 'dotenv -- tsc-watch --sourceMap --onsuccess "node --enable-source-maps dist/a.js"' },
      },
      {},
      'node --enable-source-maps dist/a.js',
    ],
    [
      'the server among what runs beside one another',
      {
        scripts: {
          dev: 'concurrently -k "tsc -w" "npm run server" --names a,b',
          server: 'nodemon dist/a.js',
        },
      },
      {},
      'node dist/a.js',
    ],
    ['what tsx watches', { scripts: { dev: 'tsx watch src/a.ts' } }, {}, 'tsx src/a.ts'],
    ['what Node watches', { scripts: { dev: 'node --watch --env-file=.env src/a.js' } }, {}, 'node src/a.js'],
    ['what pm2 keeps', { scripts: { start: 'pm2-runtime dist/main.js' } }, {}, 'node dist/main.js'],
    [
      'what the file of pm2 names',
      { scripts: { start: 'pm2 start ecosystem.config.json --no-daemon' } },
      { 'ecosystem.config.json': { apps: [{ name: 'app', script: './dist/index.js' }] } },
      'node dist/index.js',
    ],
    [
      'what pm2 starts, with the variables of its file',
      { scripts: { start: 'pm2 start ecosystem.config.js' } },
      {
        'ecosystem.config.js':
          "module.exports = { apps: [{ script: 'a.js', env: { NODE_ENV: 'production', PORT: 80 } }] };",
      },
      'NODE_ENV=production node a.js',
    ],
    [
      'a script that makes the tables and the client of Prisma first',
      { scripts: { start: 'prisma migrate deploy && npx prisma generate && node dist/main' } },
      {},
      'node dist/main',
    ],
    ['"main"', { main: './lib/app.js' }, { 'lib/app.js': '' }, 'node lib/app.js'],
    ['a file of a usual name', {}, { 'src/server.js': '', 'index.html': '' }, 'node src/server.js'],
    [
      'a TypeScript file by its runner',
      { devDependencies: { tsx: '4' } },
      { 'src/index.ts': '' },
      'tsx src/index.ts',
    ],
    ['a TypeScript file by Node', {}, { 'src/index.ts': '' }, 'node src/index.ts'],
  ])('by %s', (_, file, files, expected) => {
    expect(detectPackage(file, files as Record<string, string>).commands.start?.value).toBe(expected);
  });

  it('is not known without a script and without a file', () => {
    expect(detectPackage({}, { 'README.md': '' }).commands.start).toBeNull();
  });
});

it('a start reads a file of variables only where the repository has it', () => {
  const file = { scripts: { start: 'node --env-file=.env --env-file=.env.test a.js' } };
  expect(detectPackage(file, { '.env.test': 'A=1' }).commands.start?.value).toBe(
    'node --env-file=.env.test a.js',
  );
});

describe('the other commands', () => {
  it.each([
    [
      { build: 'tsc -p .', lint: 'eslint src', start: 'npm run lint && npm run build && node dist/a.js' },
      'tsc -p .',
    ],
    [{ build: 'tsc -b', start: 'tsc && node dist/a.js' }, 'tsc -b'],
    [
      { start: 'NODE_ENV=production tsc && tsc-alias && node dist/a.js' },
      'NODE_ENV=production tsc && tsc-alias',
    ],
    [{ start: 'prettier --check . && node dist/a.js' }, null],
  ])('are what the start compiles with, which runs the program alone: %j', (scripts, build) => {
    const { commands } = detectPackage({ scripts });
    expect(commands.start?.value).toBe('node dist/a.js');
    expect(commands.build?.value ?? null).toBe(build);
  });

  it.each(['tsc', 'rimraf dist && tsc'])('are not part of the start, which may build first: %j', (build) => {
    const scripts = { build, prestart: 'npm run build', start: 'node dist/a.js' };
    const { commands } = detectPackage({ scripts });
    expect([commands.build?.value, commands.start?.value]).toEqual([build, 'node dist/a.js']);
  });

  it('are the scripts, with what they call', () => {
    const scripts = { prebuild: 'rimraf dist', build: 'tsup', typecheck: 'tsc --noEmit', test: 'vitest run' };
    const { build, typecheck, test } = detectPackage({ scripts }).commands;
    expect([build?.value, typecheck?.value, test?.value]).toEqual([
      'rimraf dist && tsup',
      'tsc --noEmit',
      'vitest run',
    ]);
    expect(build?.because).toBe('package.json has the script "build"');
  });

  it('leave out what has no place in a sandbox', () => {
    const scripts = {
      build: 'docker build .',
      test: 'echo "Error: no test specified" && exit 1',
      typecheck: 'tsc -w',
    };
    expect(detectPackage({ scripts }).commands).toMatchObject({ build: null, test: null, typecheck: null });
  });

  it('compile what is started from a folder that is not tracked', () => {
    const file = { scripts: { start: 'node dist/server.js' }, devDependencies: { typescript: '5' } };
    const { build } = detectPackage(file, { 'tsconfig.json': '{}' }).commands;
    expect(build?.value).toBe('tsc -p tsconfig.json');
  });

  it.each([
    ['tsc', null],
    ['rimraf dist && npx tsc -p tsconfig.build.json', null],
    ['tsup src/a.ts', 'tsc --noEmit'],
    ['tsc --noCheck', 'tsc --noEmit'],
    ['tsc || true', 'tsc --noEmit'],
    ['tsc -b', 'tsc --noEmit'],
  ])('are without a type check where the build is one: %j', (build, typecheck) => {
    const { commands } = detectPackage({ scripts: { build, typecheck: 'tsc --noEmit' } });
    expect(commands.typecheck?.value ?? null).toBe(typecheck);
  });
});

describe('the client of Prisma', () => {
  const build = { scripts: { build: 'npx prisma generate && tsc' }, devDependencies: { prisma: '7' } };
  const silent = { devDependencies: { prisma: '7' } };
  const inside = { 'prisma/schema.prisma': 'generator client { provider = "prisma-client-js" }' };
  const outside = {
    'prisma/schema.prisma':
      'generator client {\n provider = "prisma-client"\n output = "../src/generated"\n}',
  };
  const split = {
    'prisma.config.ts': "export default { schema: path.join('prisma', 'schema') }",
    'prisma/schema/schema.prisma': 'datasource db { provider = "postgresql" }',
    'prisma/schema/client.prisma':
      'generator client {\n provider = "prisma-client"\n output = "../../src/generated"\n}',
  };
  it.each([
    ['is left to the packages where it is written into node_modules', build, inside, 'tsc'],
    ['is no build by itself there', { ...build, scripts: { build: 'prisma generate' } }, inside, undefined],
    ['is written by the build that says so', build, outside, 'prisma generate && tsc'],
    ['is written before a build that forgets it', silent, outside, 'prisma generate --generator client'],
    ['is not written where it is tracked', silent, { ...outside, 'src/generated/client.ts': '' }, undefined],
    ['is left to the configuration that names a folder', silent, split, 'prisma generate --generator client'],
    [
      'is read from the schema that a script names',
      { ...silent, scripts: { db: 'prisma db push --schema db/pg' } },
      {
        'db/other/schema.prisma': 'model A { id Int @id }',
        'db/pg/a.prisma': outside['prisma/schema.prisma'],
      },
      'prisma generate --schema db/pg --generator client',
    ],
  ])('%s', (_, file, files, expected) => {
    expect(detectPackage(file, files as Record<string, string>).commands.build?.value).toBe(expected);
  });
});

it('a file of variables that git ignores is not asked for', () => {
  const file = {
    dependencies: { pg: '8' },
    scripts: {
      typeorm: 'env-cmd -f .env.local -- ts-node cli.js',
      'migration:run': 'npm run typeorm -- run',
    },
  };
  expect(detectPackage(file).database?.value.migrations?.value).toEqual({ command: 'ts-node cli.js run' });
  const started = (start: string) => detectPackage({ scripts: { start } }).commands.start?.value;
  expect(started('dotenv -e .env.local -e .env -- tsx a.ts | pino-pretty')).toBe('tsx a.ts | pino-pretty');
  expect(started('npx dotenvx run -f .env.local -- node a.js')).toBe('node a.js');
  const tracked = detectPackage(file, { '.env.local': 'A=1' }).database?.value.migrations?.value;
  expect(tracked).toEqual({ command: 'env-cmd -f .env.local -- ts-node cli.js run' });
});

describe('packages and Node', () => {
  it.each([
    ['package-lock.json', {}, 'npm', null],
    ['pnpm-lock.yaml', { packageManager: 'pnpm@9.1.0+sha512.abc' }, 'pnpm', '9.1.0'],
    ['yarn.lock', { packageManager: 'pnpm@9.1.0' }, 'yarn', null],
  ])('%s', (lockfile, file, name, version) => {
    expect(detectPackage(file, { [lockfile]: '' }).packageManager?.value).toEqual({
      name,
      version,
      lockfile,
      folder: '',
    });
  });

  it('the lockfile of the workspaces counts for one of them, also where its folder has another', () => {
    const api = { dependencies: { express: '5' } };
    const files = { 'pnpm-lock.yaml': '', 'api/package.json': api, 'api/package-lock.json': '' };
    expect(
      detect({ 'package.json': { workspaces: ['./api/'] }, ...files }).packageManager?.value,
    ).toMatchObject({
      name: 'pnpm',
      folder: '',
    });
    expect(detect({ 'package.json': {}, ...files }).packageManager?.value.lockfile).toBe(
      'api/package-lock.json',
    );
  });

  it('the lockfile that packageManager names counts where there are two', () => {
    const files = { 'package-lock.json': '', 'yarn.lock': '' };
    expect(detectPackage({ packageManager: 'yarn@4.0.0' }, files).packageManager?.value.lockfile).toBe(
      'yarn.lock',
    );
    expect(detectPackage({ packageManager: 'npm@10.0.0' }, files).packageManager?.value.lockfile).toBe(
      'package-lock.json',
    );
  });

  it.each([
    [{ '.nvmrc': 'v22.11.0\n' }, '22.11.0'],
    [{ '.node-version': '24' }, '24'],
    [{ '.tool-versions': 'python 3.12\nnodejs 20.19.0\n' }, '20.19.0'],
    [{}, '>=20 <25'],
    [{ 'package.json': { volta: { node: '22.20.0' } } }, '22.20.0'],
  ])('Node by %j', (files, expected) => {
    expect(
      detectPackage({ engines: { node: '>=20 <25' } }, files as Record<string, string>).node?.value,
    ).toBe(expected);
  });

  it.each(['--experimental-specifier-resolution=node', '--es-module-specifier-resolution=node'])(
    'takes Node 18 for a start with %s, which later ones drop',
    (flag) => {
      expect(detectPackage({ scripts: { start: `node ${flag} src/main.js` } }).node?.value).toBe('18');
    },
  );
});

describe('the health check', () => {
  it.each([
    ['Express', 'app.get("/healthz", (q, s) => s.sendStatus(200))', '/healthz'],
    ['NestJS', '@Controller("health")\nexport class Health {}', '/health'],
    ['Fastify', "app.route({ method: 'GET', url: '/up', handler })", '/up'],
    ['node:http', "if (request.url === '/livez') response.end()", '/livez'],
    ['a call to another service', "await fetch(base + '/health')", undefined],
  ])('in %s', (_, text, expected) => {
    expect(detectPackage({}, { 'src/app.ts': text }).health?.value).toBe(expected);
  });

  it('is not taken from tests', () => {
    expect(
      detectPackage({}, { 'test/a.js': 'app.get("/health", f)', 'src/a.test.js': 'app.get("/up", f)' })
        .health,
    ).toBeNull();
  });
});

describe('the database', () => {
  const pg = { dependencies: { pg: '8' } };

  it.each([
    ['pg', pg, {}, 'package.json depends on pg'],
    [
      'a Prisma schema',
      {},
      { 'prisma/schema.prisma': 'datasource db { provider = "postgresql"\nurl = env("PG_URL") }' },
      'prisma/schema.prisma names PostgreSQL',
    ],
    [
      'an example of a variable',
      {},
      { '.env.example': 'STORE=postgres://localhost/a' },
      'STORE in .env.example is an address of PostgreSQL',
    ],
    [
      'a compose file',
      {},
      { 'compose.yaml': 'services: { db: { image: "postgres:17" } }' },
      'compose.yaml starts postgres:17',
    ],
  ])('is seen by %s', (_, file, files, because) => {
    expect(detectPackage(file, files as Record<string, string>).database?.because).toBe(because);
  });

  it.each([
    [
      'a Prisma migration',
      { dependencies: { '@prisma/client': '6' } },
      { 'db/schema.prisma': 'provider = "postgresql"', 'db/migrations/1/migration.sql': '' },
      { sql: ['db/migrations/1/migration.sql'] },
    ],
    [
      'Prisma migrations beside the folder of a schema of several files',
      { ...pg, devDependencies: { prisma: '6' }, prisma: { schema: './prisma/schema' } },
      {
        'prisma/schema/main.prisma': 'datasource db { provider = "postgresql" }',
        'prisma/migrations/2_b/migration.sql': '',
        'prisma/migrations/1_a/migration.sql': '',
      },
      { sql: ['prisma/migrations/1_a/migration.sql', 'prisma/migrations/2_b/migration.sql'] },
    ],
    [
      'Prisma migrations that its configuration names',
      { ...pg, devDependencies: { prisma: '7' } },
      {
        'prisma.config.ts': "export default { schema: 'db/a.prisma', migrations: { path: 'sql' } }",
        'db/a.prisma': 'datasource db { provider = "postgresql" }',
        'sql/1_a/migration.sql': '',
      },
      { sql: ['sql/1_a/migration.sql'] },
    ],
    [
      'the schema of Prisma 7, which writes no client then',
      { ...pg, devDependencies: { prisma: '^7.2.0' } },
      { 'prisma/schema.prisma': 'datasource db { provider = "postgresql" }' },
      { command: 'prisma db push' },
    ],
    [
      'the schema of Prisma 6',
      { ...pg, devDependencies: { prisma: '^6.2.0' } },
      { 'db/schema.prisma': 'datasource db { provider = "postgresql" }' },
      { command: 'prisma db push --skip-generate --schema db/schema.prisma' },
    ],
    ['a script', { ...pg, scripts: { migrate: 'node migrate.js' } }, {}, { command: 'node migrate.js' }],
    [
      'a script behind the build, which is done by then',
      {
        ...pg,
        scripts: {
          ...{
            prebuild: 'rimraf dist',
            build: 'nest build',
            typeorm: 'npm run build && npx typeorm -d ./dist/a.js',
          },
          'migration:run': 'npm run typeorm migration:run',
        },
      },
      {},
      { command: 'typeorm -d ./dist/a.js migration:run' },
    ],
    [
      'a script that only names its tool',
      { ...pg, scripts: { migrate: 'node-pg-migrate -m db' } },
      {},
      { command: 'node-pg-migrate up -m db' },
    ],
    [
      'Knex',
      { dependencies: { pg: '8', knex: '3' } },
      { 'db/knexfile.js': '' },
      { command: 'knex migrate:latest --knexfile db/knexfile.js' },
    ],
    [
      'Drizzle',
      { dependencies: { pg: '8' }, devDependencies: { 'drizzle-kit': '0.31' } },
      { 'drizzle.config.ts': '' },
      { command: 'drizzle-kit migrate --config drizzle.config.ts' },
    ],
    [
      'Drizzle before it could migrate',
      {
        dependencies: { pg: '8' },
        devDependencies: { 'drizzle-kit': '^0.20.13' },
        scripts: { migrate: 'drizzle-kit generate:pg' },
      },
      { 'drizzle.config.ts': '', 'drizzle/0000_one.sql': 'CREATE TABLE a (b int);' },
      { sql: ['drizzle/0000_one.sql'] },
    ],
    [
      'Drizzle, beside a script that writes migrations',
      {
        dependencies: { pg: '8' },
        devDependencies: { 'drizzle-kit': '^0.24.2' },
        scripts: { migrate: 'drizzle-kit generate' },
      },
      { 'drizzle.config.ts': '' },
      { command: 'drizzle-kit migrate --config drizzle.config.ts' },
    ],
    [
      'TypeORM',
      { dependencies: { pg: '8', typeorm: '0.3' } },
      { 'src/data-source.ts': '' },
      { command: 'typeorm-ts-node-commonjs migration:run -d src/data-source.ts' },
    ],
    [
      'db-migrate',
      { dependencies: { pg: '8', 'db-migrate': '0.11' } },
      { 'database.json': '{}' },
      { command: 'db-migrate up' },
    ],
    [
      'node-pg-migrate',
      { dependencies: { pg: '8', 'node-pg-migrate': '8' } },
      {},
      { command: 'node-pg-migrate up' },
    ],
    [
      'SQL files in the order of their numbers',
      pg,
      {
        'migrations/10_b.sql': '',
        'migrations/2_a.sql': '',
        'migrations/2_a.down.sql': '',
        'seeds/1.sql': '',
      },
      { sql: ['migrations'] },
    ],
    [
      'a program that no script names',
      pg,
      { 'db/run-migration.js': '', 'db/migrate.js': '' },
      { command: 'node db/run-migration.js' },
    ],
    [
      'its program in the folder of migrations',
      pg,
      { 'src/db/migrations/up.js': '' },
      { command: 'node src/db/migrations/up.js' },
    ],
    ['a schema file', pg, { 'schema.sql': '', 'seed.sql': '' }, { sql: ['schema.sql'] }],
  ])('is filled by %s', (_, file, files, expected) => {
    expect(detectPackage(file, files as Record<string, string>).database?.value.migrations?.value).toEqual(
      expected,
    );
  });

  it('is not asked to write a migration', () => {
    const file = { ...pg, scripts: { migrate: 'prisma migrate dev', 'migrate:up': 'node up.js' } };
    expect(detectPackage(file).database?.value.migrations?.value).toEqual({ command: 'node up.js' });
  });

  it('learns its variable from the schema, the examples and the sources', () => {
    const schema = { 'prisma/schema.prisma': 'provider = "postgresql"\nurl = env("PG_URL")' };
    expect(detectPackage(pg, schema).database?.value.variable).toBe('PG_URL');
    const config = {
      'prisma/schema.prisma': 'provider = "postgresql"',
      'prisma.config.ts': "export default defineConfig({ datasource: { url: env('MY_URL') } })",
    };
    expect(detectPackage(pg, config).database?.value.variable).toBe('MY_URL');
    expect(detectPackage(pg, { 'a.js': 'process.env.DATABASE_URL' }).database?.value.variable).toBe(
      'DATABASE_URL',
    );
    expect(detectPackage(pg, { 'a.js': 'process.env.DB_HOST' }).database?.value.variable).toBeNull();
  });

  it('is named where a sandbox has none of its kind', () => {
    expect(detectPackage({ dependencies: { mysql2: '3' } })).toMatchObject({
      database: null,
      otherDatabases: [{ value: 'MySQL' }],
    });
  });
});

describe('the variables', () => {
  it('are taken from the example for PostgreSQL where there are several, also in a configuration folder', () => {
    const examples = {
      'configs/env-example-document': 'DATABASE_TYPE=mongodb\n',
      'configs/env-example-relational': 'DATABASE_TYPE=postgres\n',
    };
    expect(detectPackage({}, examples).variables).toMatchObject([
      { name: 'DATABASE_TYPE', example: 'postgres' },
    ]);
  });

  it('are taken from what a compose file gives to the service', () => {
    const compose = {
      'docker-compose.yml': `services:
  db: { image: "postgres:17", environment: { POSTGRES_DB: shop } }
  api: { build: ., environment: [ "PG_CONNECTION=postgres://u:p@db/shop", "TEAM=$\{TEAM}", LEVEL=info ] }`,
    };
    const { variables, database } = detectPackage({}, compose);
    expect(variables.map(({ name, example }) => [name, example])).toEqual([
      ['PG_CONNECTION', 'postgres://u:p@db/shop'],
      ['LEVEL', 'info'],
    ]);
    expect(database?.value.variable).toBe('PG_CONNECTION');
  });

  it('get a value of the kind that the schema of the service asks for', () => {
    const text = `
      const Env = z.object({
        POSTGRES_HOST: z.string(),
        POSTGRES_PORT: z.coerce.number().int(),
        JWT_EXPIRATION_TIME: Joi.number().required(),
        LOG_LEVEL: z.enum(['debug', 'info']),
        APP_URL: z.string().url(),
        SIZE: num(),
        NICK: z.string().min(8),
        TRACING: z.string().optional(),
        REGION: Joi.string(),
        JWT_SECRET: z.string(),
      });
      configService.getOrThrow<string>('ADMIN_EMAIL'); config.get('FEATURE_X'); process.env.DB_NAME;`;
    const { variables } = detectPackage({}, { 'src/env.ts': text });
    expect(Object.fromEntries(variables.map(({ name, standIn }) => [name, standIn]))).toEqual({
      POSTGRES_HOST: 'localhost',
      POSTGRES_PORT: '5432',
      JWT_EXPIRATION_TIME: '3600',
      LOG_LEVEL: 'debug',
      APP_URL: 'http://localhost',
      SIZE: '3600',
      NICK: 'value---',
      TRACING: null,
      REGION: null,
      JWT_SECRET: 'value',
      ADMIN_EMAIL: 'somebody@example.com',
      FEATURE_X: null,
      DB_NAME: 'postgres',
    });
  });

  it('are told apart by example and name', () => {
    const example = [
      'PORT=3000',
      'STORE="postgresql://u:p@localhost/a" # of the team',
      'QUEUE=redis://localhost',
      'HOST=localhost',
      'DB_HOST=localhost',
      'PAYMENTS=https://pay.example.com',
      'export JWT_SECRET=',
      'JWT_SECRET_EXPIRES_IN=1h',
      'LOG_LEVEL=info # or debug',
    ].join('\n');
    const { variables } = detectPackage(
      {},
      { 'env-example-relational': example, 'a.js': 'process.env["API_KEY"]; process.env.NODE_ENV' },
    );
    expect(variables.map(({ name, purpose, example: value }) => [name, purpose, value])).toEqual([
      ['PORT', 'port', '3000'],
      ['STORE', 'database', 'postgresql://u:p@localhost/a'],
      ['QUEUE', 'redis', 'redis://localhost'],
      ['HOST', 'plain', 'localhost'],
      ['DB_HOST', 'database', 'localhost'],
      ['PAYMENTS', 'upstream', 'https://pay.example.com'],
      ['JWT_SECRET', 'secret', null],
      ['JWT_SECRET_EXPIRES_IN', 'plain', '1h'],
      ['LOG_LEVEL', 'plain', 'info'],
      ['API_KEY', 'secret', null],
    ]);
  });

  it("are never read from a user's own .env", () => {
    expect(detectPackage({}, { '.env': 'A=1', '.env.local': 'B=1' }).variables).toEqual([]);
  });
});

describe('a repository with several packages', () => {
  const monorepo = {
    'package.json': { name: 'acme', workspaces: ['packages/*', 'apps/*'] },
    'package-lock.json': '',
    'packages/core/package.json': { name: '@acme/core', scripts: { build: 'tsc -b' } },
    'packages/db/package.json': {
      name: '@acme/db',
      scripts: { build: 'tsc' },
      dependencies: { '@acme/core': '*' },
    },
    'apps/web/package.json': {
      name: '@acme/web',
      scripts: { dev: 'vite' },
      dependencies: { vite: '7', express: '5' },
    },
    'apps/api/package.json': {
      name: '@acme/Order_API',
      scripts: { start: 'node src/main.js' },
      dependencies: { fastify: '^5.1.0', '@acme/db': 'workspace:*', ioredis: '5' },
    },
    'apps/api/openapi.yaml': 'openapi: 3.1.0',
  };

  it('has its service in the folder that depends on a web framework', () => {
    const service = detect(monorepo);
    expect(service).toMatchObject({
      name: 'order-api',
      root: 'apps/api',
      framework: { value: 'Fastify 5' },
      packageManager: { value: { folder: '', lockfile: 'package-lock.json' } },
      openapi: { value: 'apps/api/openapi.yaml' },
      redis: { value: null, because: 'apps/api/package.json depends on ioredis' },
    });
  });

  it('builds what the service uses before it, in order', () => {
    expect(detect(monorepo).siblings.map(({ value }) => value)).toEqual([
      '(cd packages/core && tsc -b)',
      '(cd packages/db && tsc)',
    ]);
  });

  it('lists each service where there are several', () => {
    const second = { 'apps/jobs/package.json': { dependencies: { koa: '3' } } };
    expect(findServices(treeOf({ ...monorepo, ...second })).map(({ folder }) => folder)).toEqual([
      'apps/api',
      'apps/jobs',
    ]);
  });

  it('has none without a package.json', () => {
    expect(findServices(treeOf({ 'main.py': '' }))).toEqual([]);
  });
});

it('reads a package.json of the wrong shape as far as it can', () => {
  const file = {
    name: 5,
    scripts: ['x'],
    engines: 'node',

    dependencies: { a: 1 },
  };
  expect(detectPackage(file)).toMatchObject({ name: null, node: null, framework: null });
  expect(findServices(treeOf({ 'package.json': 'not JSON' }))).toEqual([]);
});
