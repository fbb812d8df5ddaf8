import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bubblewrapForTests, NODE_MODULES } from '../testing.ts';
import { findBubblewrap } from './bubblewrap.ts';
import { runInSandbox } from './run.ts';
import { chooseSandbox } from './sandbox.ts';
import type { SandboxTask } from './task.ts';

const MIB = 1024 * 1024;
const found = bubblewrapForTests();
const available = [
  chooseSandbox({ sandbox: 'process' }),
  ...(found ? [chooseSandbox({ sandbox: 'bubblewrap', bwrapPath: found })] : []),
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function start(
  sandbox: (typeof available)[number],
  script: string,
  {
    task = {},
    limits = {},
  }: { task?: Partial<SandboxTask>; limits?: Partial<{ memoryBytes: number; timeMs: number }> } = {},
) {
  return runInSandbox(
    sandbox,
    { command: [process.execPath, '--input-type=module', '-e', script], folder, ...task },
    { memoryBytes: 256 * MIB, timeMs: 30_000, ...limits },
  );
}

async function outputOf(sandbox: (typeof available)[number], script: string, options = {}) {
  const run = start(sandbox, script, options);
  return { exit: await run.exited, output: run.output() };
}

/** True while any process on this machine was started with this text. */
function runs(marker: string, pids: number[]): boolean {
  return pids.some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(marker);
    } catch {
      return false;
    }
  });
}

it('tests the weak sandbox on every machine, and bubblewrap where it works', () => {
  // Not a failure: a machine without bubblewrap has only the weak sandbox.
  if (!found) console.warn('bubblewrap was not found: only the weak sandbox is tested');
  expect(available.map(({ name }) => name)).toContain('process');
});

describe.each(available)('the sandbox by $name', (sandbox) => {
  it('gives exit codes and output', async () => {
    expect(
      await outputOf(sandbox, 'console.log("out"); console.error("err"); process.exit(3);'),
    ).toMatchObject({
      exit: { code: 3, ended: 'exit' },
      output: expect.stringMatching(/out\nerr|err\nout/),
    });
  });

  it('passes on only the given environment', async () => {
    process.env.SANDBOX_TEST_SECRET = 'secret';
    const { output } = await outputOf(sandbox, 'console.log(JSON.stringify(process.env))', {
      task: { environment: { GIVEN: 'yes' } },
    });
    delete process.env.SANDBOX_TEST_SECRET;
    const environment = JSON.parse(output);
    expect(environment.GIVEN).toBe('yes');
    expect(
      Object.keys(environment).filter(
        (name) => !['PATH', 'PWD', 'NODE_OPTIONS', 'GIVEN', 'SUTURE_TASK'].includes(name),
      ),
    ).toEqual([]);
  });

  it('ends a program that takes too much memory, also outside the heap', async () => {
    const hog = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(16 * 1024 * 1024, 1)), 5);';
    const { exit } = await outputOf(sandbox, hog);
    expect(exit.ended).toBe('memory');
    expect(exit.peakBytes).toBeGreaterThan(200 * MIB);
  });

  it('counts the memory of children', async () => {
    const parent = `import { spawn } from 'node:child_process';
      spawn(process.execPath, ['-e', 'const kept = []; setInterval(() => kept.push(Buffer.alloc(16 << 20, 1)), 5)'], { stdio: 'ignore' });
      setInterval(() => {}, 1000);`;
    expect((await outputOf(sandbox, parent)).exit.ended).toBe('memory');
  });

  it('ends an endless loop', async () => {
    expect((await outputOf(sandbox, 'for (;;);', { limits: { timeMs: 400 } })).exit).toMatchObject({
      ended: 'time',
    });
  });

  it('ends the whole tree, children in the background included', async () => {
    const marker = `marker-${Math.random()}`;
    const child = `setInterval(() => {}, 1000); // ${marker}`;
    const run = start(
      sandbox,
      `import { spawn } from 'node:child_process';
       spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' });
       setInterval(() => {}, 1000);
       console.log('ready');`,
    );
    await expect.poll(() => run.output()).toContain('ready');
    const { processTree } = await import('../../platform/process-tree.ts');
    const pids = processTree(process.pid).map(({ pid }) => pid);
    await expect.poll(() => processTree(process.pid).some(({ pid }) => runs(marker, [pid]))).toBe(true);
    pids.push(...processTree(process.pid).map(({ pid }) => pid));
    expect(await run.kill()).toMatchObject({ ended: 'killed' });
    await expect.poll(() => runs(marker, pids)).toBe(false);
  });

  it('ends when its signal aborts, even before it began', async () => {
    const task = { command: [process.execPath, '-e', 'setInterval(() => {}, 1000)'], folder };
    const run = runInSandbox(sandbox, task, { memoryBytes: 256 * MIB, timeMs: 30_000 }, AbortSignal.abort());
    expect(await run.exited).toMatchObject({ ended: 'killed' });
  });

  it('reports a command that cannot be run', async () => {
    const run = runInSandbox(
      sandbox,
      { command: ['no-such-program'], folder },
      { memoryBytes: 256 * MIB, timeMs: 30_000 },
    );
    expect(await run.exited).not.toMatchObject({ ended: 'exit', code: 0 });
    expect(run.output()).toContain('no-such-program');
  });
});

describe.runIf(found)('the isolation by bubblewrap', () => {
  const sandbox = chooseSandbox({
    sandbox: 'auto',
    bwrapPath: found ?? undefined,
  });

  it('is chosen where it works', () => {
    expect(sandbox.name).toBe('bubblewrap');
  });

  it('works with a Node below /tmp', async () => {
    const usual = process.execPath;
    const program = await mkdtemp('/tmp/suture-node-');
    await copyFile(usual, join(program, 'node'));
    process.execPath = join(program, 'node');
    try {
      expect(findBubblewrap({ bwrapPath: found ?? undefined })).toBe(found);
    } finally {
      process.execPath = usual;
      await rm(program, { recursive: true });
    }
  });

  it('lets a program reach only its own loopback', async () => {
    const server = createServer((socket) => socket.end('outside'));
    server.listen(0, '0.0.0.0');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { output } = await outputOf(
      sandbox,
      `import net from 'node:net';
       const reach = (options) => new Promise((resolve) => {
         const socket = net.connect(options);
         socket.on('data', () => resolve('reached'));
         socket.on('error', (error) => resolve(error.code));
       });
       const own = net.createServer((socket) => socket.end('own')).listen(0, '127.0.0.1');
       await new Promise((resolve) => own.on('listening', resolve));
       console.log(await reach({ host: '127.0.0.1', port: ${port} }));
       console.log(await reach({ host: '192.0.2.1', port: 80 }));
       console.log(await reach({ host: '127.0.0.1', port: own.address().port }));
       process.exit();`,
    );
    await new Promise((resolve) => server.close(resolve));
    expect(output.trim().split('\n')).toEqual(['ECONNREFUSED', 'ENETUNREACH', 'reached']);
  });

  it("hides the user's files and the sockets of the machine", async () => {
    const secret = join(homedir(), `.sandbox-test-${process.pid}`);
    await writeFile(secret, 'secret');
    const { output } = await outputOf(
      sandbox,
      `import { existsSync, readdirSync } from 'node:fs';
       const list = (path) => { try { return readdirSync(path); } catch { return []; } };
       console.log(JSON.stringify({
         secret: existsSync(${JSON.stringify(secret)}), home: list(${JSON.stringify(homedir())}),
         run: list('/run'), var: list('/var'), passwd: existsSync('/etc/shadow'), tmp: list('/tmp'),
       }));`,
    );
    await rm(secret);
    const seen = JSON.parse(output);
    expect(seen).toMatchObject({ secret: false, run: [], var: [], passwd: false });
    expect(seen.tmp).not.toContain('bash_jobs');
    expect(existsSync(folder)).toBe(true);
  });

  it('shows a program only its own processes', async () => {
    const { output } = await outputOf(
      sandbox,
      `import { readdirSync } from 'node:fs';
       console.log(readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).length);`,
    );
    expect(Number(output)).toBeLessThan(4);
  });

  it('shows an empty folder for what a service keeps beside itself, and keeps nothing of it', async () => {
    await mkdir(join(folder, 'log'));
    await writeFile(join(folder, 'log/.gitkeep'), '');
    const { output } = await outputOf(
      sandbox,
      `import { readdirSync, writeFileSync } from 'node:fs';
       console.log(readdirSync('log').length);
       writeFileSync('log/access.log', 'GET /');
       console.log(readdirSync('log').length);`,
      { task: { scratch: [join(folder, 'log')] } },
    );
    expect(output.trim().split('\n')).toEqual(['0', '1']);
    expect(await readdir(join(folder, 'log'))).toEqual(['.gitkeep']);
  });

  it('lets a program write only to its writable folders and /tmp', async () => {
    await mkdir(join(folder, 'dist'));
    await writeFile(join(folder, 'kept.txt'), 'kept');
    const temporary = `/tmp/suture-${randomUUID()}.txt`;
    const { output } = await outputOf(
      sandbox,
      `import { writeFileSync } from 'node:fs';
       const write = (path) => { try { writeFileSync(path, 'new'); return 'written'; } catch (error) { return error.code; } };
       for (const path of ['dist/a.txt', 'kept.txt', 'new.txt', '/usr/new.txt', ${JSON.stringify(join(NODE_MODULES, 'new.txt'))}, '${temporary}'])
         console.log(write(path));`,
      { task: { writable: [join(folder, 'dist')], readable: [NODE_MODULES] } },
    );
    expect(output.trim().split('\n')).toEqual(['written', 'EROFS', 'EROFS', 'EROFS', 'EROFS', 'written']);
    expect(await readFile(join(folder, 'dist/a.txt'), 'utf8')).toBe('new');
    expect(await readFile(join(folder, 'kept.txt'), 'utf8')).toBe('kept');
    expect(existsSync(temporary)).toBe(false);
  });
});

describe('the choice of a sandbox', () => {
  const nowhere = { path: '/nowhere', cacheFolder: '/nowhere' };

  it('falls back to the weak one only when it may', () => {
    expect(chooseSandbox({ sandbox: 'auto', ...nowhere }).name).toBe('process');
    expect(() => chooseSandbox({ sandbox: 'bubblewrap', ...nowhere })).toThrow(/apt-get install bubblewrap/);
  });

  it('ignores a bubblewrap that does not work', async () => {
    const broken = join(folder, 'bwrap');
    await writeFile(broken, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(findBubblewrap({ bwrapPath: broken })).toBeNull();
  });
});
