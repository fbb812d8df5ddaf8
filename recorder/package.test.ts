import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { buildRecorder, startTestSuture, type TestSuture } from './testing.ts';

const SERVICE = `require('node:http')
  .createServer((request, response) => { response.statusCode = 500; response.end(); })
  .listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

let folder: string;
let suture: TestSuture;
let packed: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suture-package-'));
  suture = await startTestSuture();
  const source = join(folder, 'recorder');
  await buildRecorder(join(source, 'dist'));
  await rm(join(source, 'dist/package.json'));
  await execa(process.execPath, [
    resolve('node_modules/typescript/bin/tsc'),
    ...['-p', 'recorder', '--outDir', join(source, 'dist')],
  ]);
  for (const file of ['package.json', 'README.md']) await cp(join('recorder', file), join(source, file));
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', folder], { cwd: source });
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  packed = files.map(({ path }) => path);
  const app = join(folder, 'app');
  await mkdir(app);
  await writeFile(join(app, 'package.json'), '{"name":"app","private":true}');
  await writeFile(join(app, 'app.cjs'), SERVICE);
  const tarball = join(folder, filename);
  await execa('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: app });
});
afterAll(async () => {
  await suture.close();
  await rm(folder, { recursive: true, force: true });
});

it('holds every file that its exports name, and brings no other package', async () => {
  const { exports } = JSON.parse(await readFile('recorder/package.json', 'utf8')) as { exports: object };
  const named = JSON.stringify(exports).match(/dist\/[\w.]+/g) ?? [];
  expect(packed).toEqual(
    expect.arrayContaining([...named, 'dist/watchdog.js', 'dist/flush.js', 'README.md']),
  );
  const lock = JSON.parse(await readFile(join(folder, 'app/package-lock.json'), 'utf8')) as {
    packages: object;
  };
  expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/suture-recorder']);
});

it.each(['--import', '--require'])(
  'records a failing request of a service that installed it, by %s',
  async (flag) => {
    suture.accepted.clear();
    const service = execa(process.execPath, [flag, 'suture-recorder/register', 'app.cjs'], {
      cwd: join(folder, 'app'),
      env: { SUTURE_DSN: suture.dsn, SUTURE_SPOOL: join(folder, 'spool') },
      reject: false,
    });
    const [port] = (await once(service.stdout.setEncoding('utf8'), 'data')) as [string];
    expect((await fetch(`http://127.0.0.1:${port.trim()}/orders/7`)).status).toBe(500);
    await vi.waitFor(() => expect(suture.accepted.size).toBe(1), 120_000);
    expect([...suture.accepted.values()]).toMatchObject([{ route: '/orders/:id', status: 500 }]);
    service.kill();
    await service;
  },
);

it('records what a program hands to it', async () => {
  suture.accepted.clear();
  const program = `import { createRecorder } from 'suture-recorder';
const recorder = createRecorder({ dsn: process.env.SUTURE_DSN, spoolFolder: process.env.SUTURE_SPOOL });
console.log(await recorder.record({ faultCode: 'FAULT_ONE', route: '/one', reason: 'broken', logLine: 'one', latencyMs: 1, error: new Error('broken') }));
await recorder.close();`;
  const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: join(folder, 'app'),
    env: { SUTURE_DSN: suture.dsn, SUTURE_SPOOL: join(folder, 'spool') },
  });
  expect(stdout).toBe('LIVE-0001');
});
