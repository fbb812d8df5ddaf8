import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseDefinition } from '../service-definition.ts';
import { completeDefinition } from './complete-definition.ts';

/** Completes a definition on a repository with these files. */
function complete(written: object, files: Record<string, string | object>) {
  const texts = new Map(
    Object.entries(files).map(([path, value]) => [
      path,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  const read = (path: string) => texts.get(path) ?? null;
  const tree = { paths: [...texts.keys()], read, readYaml: (path: string) => parse(read(path) ?? 'null') };
  return completeDefinition(parseDefinition({ name: 'shop', ...written }), tree);
}

const package_ = {
  scripts: { build: 'tsc', start: 'node dist/main.js', test: 'vitest run', migrate: 'node migrate.js' },
  dependencies: { express: '5', pg: '8', ioredis: '5', typescript: '5' },
  engines: { node: '>=20' },
};
const files = {
  'package.json': package_,
  'tsconfig.json': '{}',
  '.env.example':
    'PORT=1\nREDIS_URL=redis://localhost\nDATABASE_URL=postgres://localhost/a\nTOKEN=abc\nMODE=slow',
  'src/app.ts': "app.get('/healthz', answer)",
};

describe('a definition of a name alone', () => {
  it('gets everything from the files', () => {
    expect(complete({}, files)).toMatchObject({
      root: '',
      node: '>=20',
      build: ['sh', '-c', 'tsc'],
      typecheck: null,
      test: ['sh', '-c', 'vitest run'],
      start: ['sh', '-c', 'node dist/main.js'],
      health: '/healthz',
      healthGuessed: true,
      output: null,
      database: { variable: 'DATABASE_URL', migrate: ['sh', '-c', 'node migrate.js'], sql: [], seed: null },
      redis: { variable: 'REDIS_URL' },
      environment: { TOKEN: { secret: 'abc' }, MODE: 'slow' },
    });
  });

  it.each([
    ['node --enable-source-maps src/main.ts', '>=22.18'],
    ['node --import tsx src/main.ts', null],
    ['tsx src/main.ts', null],
  ])('needs the Node that %j takes', (start, node) => {
    expect(complete({ start }, {}).node).toBe(node);
  });

  it('is refused where nothing tells how the service starts', () => {
    expect(() => complete({}, { 'README.md': '' })).toThrow(/does not say how shop starts.*Write "start"/);
  });
});

describe('what is written', () => {
  it('counts before what is found', () => {
    const written = {
      build: 'make',
      health: '/up',
      node: 22,
      database: { variable: 'DB', migrate: 'make tables' },
      environment: { MODE: 'fast', TOKEN: { secret: true } },
    };
    expect(complete(written, files)).toMatchObject({
      build: ['sh', '-c', 'make'],
      health: '/up',
      healthGuessed: false,
      node: '22',
      database: { variable: 'DB', migrate: ['sh', '-c', 'make tables'] },
      environment: { MODE: 'fast', TOKEN: { secret: true } },
    });
  });

  it('may say that the service has no such thing', () => {
    const none = {
      build: false,
      typecheck: false,
      test: false,
      health: false,
      database: false,
      redis: false,
    };
    expect(complete(none, files)).toMatchObject({
      build: null,
      typecheck: null,
      test: null,
      health: null,
      database: null,
      redis: null,
    });
  });

  it('may name a database without migrations', () => {
    expect(complete({ database: { migrate: false } }, files).database).toMatchObject({
      migrate: null,
      sql: [],
    });
  });
});

describe('a repository with several packages', () => {
  const monorepo = {
    'package.json': { workspaces: ['apps/*', 'packages/*'] },
    'apps/api/package.json': {
      name: 'api',
      scripts: { start: 'node .' },
      dependencies: { koa: '3', core: '*' },
    },
    'packages/core/package.json': { name: 'core', scripts: { build: 'tsc' } },
  };

  it('has the service in the folder that depends on a framework, and builds what it uses before', () => {
    expect(complete({}, monorepo)).toMatchObject({
      root: 'apps/api',
      build: ['sh', '-c', '(cd ../.. && (cd packages/core && tsc))'],
    });
  });

  it('has the service that is named like the definition, where there are several', () => {
    const two = {
      ...monorepo,
      'apps/shop/package.json': { ...monorepo['apps/api/package.json'], name: 'shop' },
    };
    expect(complete({}, two).root).toBe('apps/shop');
    expect(() => complete({ name: 'desk' }, two)).toThrow(
      /several services: apps\/api, apps\/shop\. Write "root"/,
    );
  });

  it('runs commands that are written without a folder in the root', () => {
    expect(complete({ start: 'node apps/api' }, monorepo).root).toBe('');
  });

  it('has no service in a folder that the commit does not have', () => {
    expect(() => complete({ root: 'apps/web' }, monorepo)).toThrow(/"root: apps\/web".*no such folder/);
  });
});
