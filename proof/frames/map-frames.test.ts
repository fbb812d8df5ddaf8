import { execFile } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseDefinition } from '../../domain/service-definition.ts';
import { parseStack } from '../../platform/parse-stack.ts';
import { attached, contextOf, createRepository, NODE_MODULES, proverFor } from '../testing.ts';

const run = promisify(execFile);
/** Calls an export of a built file as production does, and prints the stack. */
const CALL = `
const [file, name, at] = process.argv.slice(1);
const module = await import(file);
try { (at ? module[name][Number(at)] : module[name])({}); } catch (error) { console.log(error.stack); }`;

let repository: Awaited<ReturnType<typeof createRepository>>;
let prover: ReturnType<typeof proverFor>;
let production: string;
beforeAll(async () => {
  repository = await createRepository('mapped');
  prover = proverFor(repository, null);
  // Production has a build of its own, elsewhere.
  production = join(repository.folder, 'work');
  await symlink(NODE_MODULES, join(production, 'node_modules'));
  for (const place of [production, join(production, 'packages/api')]) {
    await run(process.execPath, ['build.mjs'], { cwd: place });
  }
});
afterAll(async () => {
  await prover?.close();
  await repository?.remove();
});

async function stackOf(file: string, ...call: string[]): Promise<string> {
  const script = ['--input-type=module', '-e', CALL, `${production}/${file}`, ...call];
  const { stdout } = await run(process.execPath, script);
  return stdout.replaceAll(`file://${production}`, '/usr/src/app');
}

async function framesOf(
  stack: string,
  { isReleased = true, root }: { isReleased?: boolean; root?: string } = {},
) {
  const definition = parseDefinition({
    name: 'mapped',
    ...(root ? { root } : {}),
    build: ['node', 'build.mjs'],
    typecheck: false,
    test: false,
    start: ['node', 'dist/bundle.js'],
    health: false,
    database: false,
    redis: false,
  });
  const { commit } = repository;
  const subject = { service: attached(definition), commit };
  const found = await prover.mapFrames?.(subject, { frames: parseStack(stack), isReleased }, contextOf());
  return found ?? [];
}

const CHARGE = { file: 'src/money.ts', function: 'charge', line: 7, inApp: true, mapped: true, why: null };
const TOTAL = { file: 'src/orders.ts', function: 'total', inApp: true, mapped: true, why: null };

it.each([
  [
    'tsc, a script for each source',
    'dist/plain/orders.js',
    [CHARGE, { ...TOTAL, line: 9 }, { ...TOTAL, line: 22 }],
  ],
  [
    'esbuild, minified into one file',
    'dist/bundle.js',
    [CHARGE, { ...TOTAL, line: 9 }, { ...TOTAL, line: 22 }],
  ],
  ['two stages, the second of which inlines a function', 'dist/inlined.js', [CHARGE, { ...TOTAL, line: 22 }]],
])(
  'maps file, line and function of a stack in what the commit is built to by %s',
  async (_, file, expected) => {
    const frames = await framesOf(await stackOf(file, 'total'));
    expect(frames.slice(0, expected.length)).toMatchObject(expected);
  },
);

it('maps a function without a name to its file and line', async () => {
  const [frame] = await framesOf(await stackOf('dist/bundle.js', 'handlers', '0'));
  expect(frame).toEqual({ ...TOTAL, function: null, line: 17 });
});

it('maps a bundle of a monorepo, whose image holds the folder of one package, to the sources of two', async () => {
  const stack = (await stackOf('packages/api/dist/main.js', 'quote')).replaceAll('/packages/api/', '/');
  const frames = await framesOf(stack, { root: 'packages/api' });
  expect(frames.slice(0, 2)).toMatchObject([
    { file: 'packages/shared/src/prices.ts', function: 'priceOf', line: 2, mapped: true },
    { file: 'packages/api/src/main.ts', function: 'quote', line: 4, mapped: true },
  ]);
});

it('does not map a bundle without a map, and maps by name a script that one source explains', async () => {
  const [bundled] = await framesOf(await stackOf('dist/orders.js', 'total'));
  expect(bundled).toMatchObject({ file: '/usr/src/app/dist/orders.js', function: 'charge', mapped: false });
  expect(bundled?.why).toMatch(/^The build writes no source map of it: dist\/orders\.js of the build of /);
  const [alone] = await framesOf(await stackOf('dist/money.js', 'charge'));
  expect(alone).toMatchObject({ file: 'src/money.ts', mapped: true });
  expect(alone?.why).toMatch(/^By name: the build writes no map of it/);
});

it('maps no frame of a bundle that another build wrote, or whose report names no commit', async () => {
  const stack = await stackOf('dist/bundle.js', 'total');
  const [unknown] = await framesOf(stack, { isReleased: false });
  expect(unknown).toMatchObject({ file: '/usr/src/app/dist/bundle.js', mapped: false });
  expect(unknown?.why).toMatch(/^It is a bundle, and the report names no commit/);
  const other = 'Error\n    at refund (/usr/src/app/dist/plain/money.js:3:18)';
  const [foreign] = await framesOf(other);
  expect(foreign).toMatchObject({ mapped: false, why: expect.stringMatching(/^Another build wrote it: /) });
  const [beyond] = await framesOf(other.replace('refund ', '').replace('3:18', '900:1').replace(/[()]/g, ''));
  expect(beyond).toMatchObject({
    mapped: false,
    why: expect.stringContaining('names no source for this place'),
  });
});

it('leaves frames of packages, of Node and with dots to those who read paths', async () => {
  const stack = [
    'Error',
    '    at Layer.handle (/usr/src/app/node_modules/express/lib/router/layer.js:95:5)',
    '    at processTicksAndRejections (node:internal/process/task_queues:95:5)',
    '    at load (/usr/src/app/dist/../../etc/bundle.js:1:1)',
    '    at load (/usr/src/app/dist/unknown.js:1:1)',
  ].join('\n');
  expect(await framesOf(stack)).toEqual([null, null, null, null]);
});
