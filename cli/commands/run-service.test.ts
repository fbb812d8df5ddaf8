import { spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parseDefinition } from '../../domain/service-definition.ts';
import { processesBelow } from '../../platform/process-tree.ts';
import { buildRecorder, startTestSuture, type TestSuture } from '../../recorder/testing.ts';
import { type RunServiceContext, runService } from './run-service.ts';

/** Writes what it was given, fails one request, and ends with a code of its own. */
const SERVICE = `
const { writeFileSync } = require('node:fs');
writeFileSync('given.json', JSON.stringify({ dsn: process.env.SUTURE_DSN, own: process.env.OWN }));
const server = require('node:http').createServer((request, response) => response.writeHead(503).end());
server.listen(0, '127.0.0.1', async () => {
  await fetch('http://127.0.0.1:' + server.address().port + '/orders/7');
  setTimeout(() => process.exit(7), 300);
});
`;

const SHOP = parseDefinition({
  name: 'shop',
  faults: [
    {
      code: 'SLOW_ORDERS',
      title: 'Orders are slow',
      route: '/orders',
      allowedFiles: ['app.cjs'],
      probe: { request: { path: '/orders' }, expect: { status: 200 } },
    },
  ],
});

let folder: string;
let suture: TestSuture;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suture-run-'));
  suture = await startTestSuture();
  await buildRecorder(folder);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'app.cjs'), SERVICE);
});
afterAll(async () => {
  await suture.close();
  await rm(folder, { recursive: true, force: true });
});

const context = (given: Partial<RunServiceContext> = {}): RunServiceContext => ({
  folder,
  environment: { ...process.env, OWN: 'kept', SUTURE_SPOOL: join(folder, 'spool') },
  keys: { find: (_, service) => (service === 'shop' ? 'test key' : null), keep: () => {} },
  elsewhere: undefined,
  base: new URL(suture.dsn).origin,
  note: () => {},
  readDefinition: () => SHOP,
  output: { stdout: new PassThrough().resume(), stderr: new PassThrough().resume() },
  recorder: `${pathToFileURL(folder).href}/`,
  processesBelow,
  whenStarterGone: () => () => {},
  ...given,
});

it('runs a service with the recorder and its DSN, reports its failing request and returns its exit code', async () => {
  const code = await runService([process.execPath, 'app.cjs'], { service: 'shop' }, context());
  expect(code).toBe(7);
  expect(JSON.parse(await readFile(join(folder, 'given.json'), 'utf8'))).toEqual({
    dsn: `${suture.dsn}/1`,
    own: 'kept',
  });
  expect([...suture.accepted.values()]).toMatchObject([{ route: '/orders/:id', status: 503 }]);
});

it('reports what the output shows of failures where the recorder is not loaded, and shows the output', async () => {
  const shown = new PassThrough();
  const service = `process.stdout.write('SLOW_ORDERS route=/orders reason=timeout latency=3.00\\n');
    console.error(new TypeError('rows is undefined'));`;
  const words = ['env', '-u', 'NODE_OPTIONS', process.execPath, '-e', service];
  await writeFile(join(folder, 'suture.yaml'), 'name: shop\n');
  const output = { stdout: shown, stderr: new PassThrough().resume() };
  expect(
    await runService(words, {}, context({ output })).finally(() => rm(join(folder, 'suture.yaml'))),
  ).toBe(0);
  expect(String(shown.read())).toBe('SLOW_ORDERS route=/orders reason=timeout latency=3.00\n');
  const lines = [...suture.accepted.values()].filter(({ source }) => source === 'log');
  expect(lines).toHaveLength(2);
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ logLine: 'SLOW_ORDERS route=/orders reason=timeout latency=3.00' }),
      expect.objectContaining({ errorClass: 'TypeError', message: 'rows is undefined' }),
    ]),
  );
});

it('leaves the output to the recorder where it is loaded', async () => {
  const service = `const server = require('node:http').createServer(() => {}).listen(0, '127.0.0.1', () => {
    console.error(new RangeError('shown, and no failure')); server.close(); });`;
  expect(await runService([process.execPath, '-e', service], { service: 'shop' }, context())).toBe(0);
  expect([...suture.accepted.values()].filter(({ message }) => message?.includes('no failure'))).toEqual([]);
});

it('leaves the first file to what the service loads before it', async () => {
  const own = join(folder, 'of its own');
  await mkdir(own);
  await writeFile(join(own, 'package.json'), '{}');
  await writeFile(
    join(own, 'hook.cjs'),
    `require('node:module')._extensions['.typed'] = (module, file) => module._compile(
      require('node:fs').readFileSync(file, 'utf8').replace('code as number', 'code'), file);`,
  );
  await writeFile(join(own, 'app.typed'), 'const code = 9; process.exit(code as number);');
  const words = [process.execPath, '-r', './hook.cjs', './app.typed'];
  expect(await runService(words, { service: 'shop' }, context({ folder: own }))).toBe(9);
});

it('passes a signal on to what a shell leaves behind', async () => {
  await writeFile(
    join(folder, 'wait.cjs'),
    `const { writeFileSync } = require('node:fs');
    process.once('SIGHUP', () => { writeFileSync('ended', ''); process.exit(0); });
    writeFileSync('waits', '');
    setInterval(() => {}, 1000);`,
  );
  const running = runService(
    ['sh', '-c', `'${process.execPath}' wait.cjs; true`],
    { service: 'shop' },
    context(),
  );
  await vi.waitFor(() => access(join(folder, 'waits')), { timeout: 120_000, interval: 50 });
  process.emit('SIGHUP', 'SIGHUP');
  expect(await running).toBe(129);
  await vi.waitFor(() => access(join(folder, 'ended')), { timeout: 120_000, interval: 50 });
});

it('ends the service when the npm that started it was killed', async () => {
  // As npx does: it runs a shell, which runs the program. Its end leaves both.
  const starter = join(process.cwd(), 'platform/starter.ts');
  await build({
    entryPoints: [starter],
    outfile: join(folder, 'starter.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  await writeFile(
    join(folder, 'run.js'),
    `import { writeFileSync } from 'node:fs';
    import { findStarter, whenGone } from './starter.js';
    const starter = findStarter(process.env);
    writeFileSync('starter', String(starter?.pid));
    setInterval(() => {}, 1000);
    whenGone(starter, () => { writeFileSync('left', ''); process.exit(0); });`,
  );
  await writeFile(
    join(folder, 'npm.js'),
    `import { spawn } from 'node:child_process';
    process.title = 'npm exec suture';
    spawn('sh', ['-c', '"$NODE" run.js; true'], { stdio: 'ignore' });`,
  );
  const npm = spawn(process.execPath, ['npm.js'], {
    cwd: folder,
    env: { ...process.env, NODE: process.execPath, npm_command: 'exec' },
    stdio: 'ignore',
  });
  await vi.waitFor(
    async () => expect(await readFile(join(folder, 'starter'), 'utf8')).toBe(String(npm.pid)),
    { timeout: 120_000, interval: 50 },
  );
  npm.kill('SIGKILL');
  await vi.waitFor(() => access(join(folder, 'left')), { timeout: 120_000, interval: 50 });
});

it('passes SIGTERM on to the service when its starter is gone', async () => {
  const waits = `const { writeFileSync } = require('node:fs'); writeFileSync('waits2', ''); setInterval(() => {}, 1000);`;
  let gone = () => {};
  const whenStarterGone = (callback: () => void) => {
    gone = callback;
    return () => {};
  };
  const running = runService(
    [process.execPath, '-e', waits],
    { service: 'shop' },
    context({ whenStarterGone }),
  );
  await vi.waitFor(() => access(join(folder, 'waits2')), { timeout: 120_000, interval: 50 });
  gone();
  expect(await running).toBe(143);
});

it('names what is missing when the service, its key or its program is not known', async () => {
  const run = (words: string[], service?: string) =>
    runService(words, service === undefined ? {} : { service }, context());
  await expect(run(['node'])).rejects.toThrow(/has no suture.yaml. Name the service/);
  await expect(run(['node'], 'blog')).rejects.toThrow('The key of blog is not known here.');
  await expect(run(['no-such-program'], 'shop')).rejects.toThrow('no-such-program cannot be run');
});

it('starts the service without a Suture, and says what to do', async () => {
  const notes: string[] = [];
  const away = context({ base: 'http://127.0.0.1:9', note: (line) => void notes.push(line) });
  expect(await runService([process.execPath, '-e', ''], { service: 'shop' }, away)).toBe(0);
  expect(notes).toEqual([
    expect.stringContaining(
      'No Suture answers at http://127.0.0.1:9. Start it in another terminal: suture up.',
    ),
  ]);
});
