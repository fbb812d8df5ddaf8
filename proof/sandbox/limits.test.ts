import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeExit } from '../describe-exit.ts';
import { bubblewrapForTests } from '../testing.ts';
import type { Limits } from './limits.ts';
import { runInSandbox } from './run.ts';
import { chooseSandbox } from './sandbox.ts';
import type { Sandbox } from './task.ts';

const MIB = 1024 * 1024;
const found = bubblewrapForTests();
const strong = found ? [chooseSandbox({ sandbox: 'bubblewrap', bwrapPath: found })] : [];
const weak = chooseSandbox({ sandbox: 'process' });

let folder: string;
let output: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limits-'));
  output = join(folder, 'out');
  await mkdir(output);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function end(sandbox: Sandbox, script: string, limits: Partial<Limits> = {}) {
  const program = `import fs from 'node:fs'; import { spawn } from 'node:child_process'; const out = ${JSON.stringify(output)}; ${script}`;
  const run = runInSandbox(
    sandbox,
    { command: [process.execPath, '--input-type=module', '-e', program], folder, writable: [output] },
    { memoryBytes: 512 * MIB, timeMs: 20_000, ...limits },
  );
  const exit = await run.exited;
  return { exit, text: describeExit(exit), output: run.output() };
}

/** Programs that take without end, and the limit that ends each. */
const GREEDY: { what: string; script: string; limits: Partial<Limits>; ended: string; text: string }[] = [
  {
    what: 'fills its output folder',
    script:
      "for (let n = 0; ; n += 1) { fs.writeFileSync(out + '/' + n, Buffer.alloc(1 << 20)); await null; }",
    limits: { outputBytes: 50 * MIB },
    ended: 'output',
    text: 'it wrote more than 50 MiB into an output folder',
  },
  {
    what: 'leaves a large file with holes at its end',
    script: "fs.closeSync(fs.openSync(out + '/holes', 'w')); fs.truncateSync(out + '/holes', 100 << 20);",
    limits: { outputBytes: 50 * MIB },
    ended: 'output',
    text: 'it wrote more than 50 MiB into an output folder',
  },
  {
    what: 'creates files without end',
    script: "for (let n = 0; ; n += 1) fs.writeFileSync(out + '/' + n, '');",
    limits: { files: 2_000 },
    ended: 'files',
    text: 'it created more than 2000 files',
  },
  {
    what: 'starts processes without end',
    script: "setInterval(() => spawn('/bin/sleep', ['60'], { stdio: 'ignore', detached: true }), 1);",
    limits: { processes: 20 },
    ended: 'processes',
    text: 'it ran more than 20 processes at once',
  },
  {
    what: 'prints without end and without a line break',
    script: "const text = 'x'.repeat(1 << 16); const more = () => process.stdout.write(text, more); more();",
    limits: { printedBytes: 10 * MIB },
    ended: 'printed',
    text: 'it printed more than 10 MiB',
  },
  {
    what: 'stops itself',
    script: "process.kill(process.pid, 'SIGSTOP');",
    limits: { timeMs: 500 },
    ended: 'time',
    text: 'it ran out of time',
  },
  {
    what: 'has printed its last line, and keeps a timer',
    script: "console.log('3 passed'); setInterval(() => {}, 1000);",
    limits: { idleMs: 3_000 },
    ended: 'idle',
    text: 'it printed nothing and used no processor for 3 s',
  },
  {
    what: 'prints now and then, and is not idle,',
    script: "setInterval(() => console.log('still here'), 500);",
    limits: { idleMs: 3_000, timeMs: 8_000 },
    ended: 'time',
    text: 'it ran out of time',
  },
  {
    what: 'ignores each request to end',
    script:
      "for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {}); setInterval(() => {}, 1000);",
    limits: { timeMs: 500 },
    ended: 'time',
    text: 'it ran out of time',
  },
];

describe.each([weak, ...strong])('a task that takes too much, by $name', (sandbox) => {
  it.each(GREEDY)('is ended when it $what', async ({ script, limits, ended, text }) => {
    const result = await end(sandbox, script, limits);
    expect(result).toMatchObject({ exit: { ended }, text });
  });

  it('cannot write a file of any size', async () => {
    const script = "try { fs.truncateSync(out + '/a', 4e9); } catch (error) { console.log(error.code); }";
    expect((await end(sandbox, `fs.writeFileSync(out + '/a', ''); ${script}`)).output).toContain('EFBIG');
  });

  it('keeps the end of what it prints', async () => {
    const { output: kept } = await end(sandbox, "process.stdout.write('x'.repeat(1 << 20) + 'the end');");
    expect(kept.length).toBe(256 * 1024);
    expect(kept.endsWith('the end')).toBe(true);
  });

  it('leaves no process behind that left its session and lost its parent', async () => {
    const mark = `left-behind-${process.pid}-${Date.now()}`;
    const loop = JSON.stringify(`setInterval(() => {}, 1000); // ${mark}`);
    // A session of its own, no environment, no open files, another folder, and a parent that is gone.
    const daemon = `import { spawn } from 'node:child_process'; spawn(process.execPath, ['-e', ${loop}], { detached: true, stdio: 'ignore', env: {}, cwd: '/' }).unref(); process.exit();`;
    const { exit, output: printed } = await end(
      sandbox,
      `const middle = spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(daemon)}], { detached: true, stdio: 'ignore', env: {} });
       middle.on('exit', () => setTimeout(() => { console.log('daemon left'); process.exit(); }, 200));`,
    );
    expect(printed).toContain('daemon left');
    expect(exit.ended).toBe('exit');
    // The kernel ends what is left in the namespace a moment after its first process.
    await expect
      .poll(() => commandLines().filter((text) => text.includes(mark)), { timeout: 5_000 })
      .toEqual([]);
  });

  it('leaves nothing in its output folder that could harm who uses it', async () => {
    const script = `
      fs.writeFileSync(out + '/kept.js', 'kept'); fs.symlinkSync('kept.js', out + '/link');
      fs.writeFileSync(out + '/setuid', ''); fs.chmodSync(out + '/setuid', 0o6755);
      fs.mkdirSync(out + '/deep'); fs.chmodSync(out + '/deep', 0o2755);
      fs.symlinkSync('/etc/passwd', out + '/passwd'); fs.symlinkSync('../../..', out + '/up'); fs.symlinkSync('/nowhere', out + '/nowhere');
      fs.symlinkSync('deep/../../..', out + '/by-way-of');
      (await import('node:child_process')).execFileSync('mkfifo', [out + '/pipe']);
      const net = await import('node:net'); await new Promise((resolve) => net.createServer().listen(out + '/socket', resolve));
      fs.mkdirSync(out + '/closed'); fs.writeFileSync(out + '/closed/a', ''); fs.chmodSync(out + '/closed', 0);
      process.chdir(out); for (let n = 0; n < 1500; n += 1) { fs.mkdirSync('d'); process.chdir('d'); }
      process.kill(process.pid, 'SIGKILL');`;
    await end(sandbox, script);
    expect(readdirSync(output).sort()).toEqual(['closed', 'd', 'deep', 'kept.js', 'link', 'setuid']);
    expect(readFileSync(join(output, 'link'), 'utf8')).toBe('kept');
    for (const name of ['setuid', 'deep']) expect(lstatSync(join(output, name)).mode & 0o6000).toBe(0);
    expect(readdirSync(join(output, 'closed'))).toEqual(['a']);
    await rm(output, { recursive: true });
    expect(existsSync(output)).toBe(false);
  });
});

describe.each(strong)('memory that looks like files, by $name', (sandbox) => {
  it('is counted in /tmp', async () => {
    // A folder that is full before anybody looked is no end.
    const script =
      "for (let n = 0; ; n += 1) try { fs.writeFileSync('/tmp/' + n, Buffer.alloc(1 << 20)); } catch {}";
    const { exit, text } = await end(sandbox, script, { memoryBytes: 150 * MIB });
    expect([exit.ended, text]).toEqual([
      'memory',
      'it used more than 150 MiB of memory, the files in /tmp and /dev/shm included',
    ]);
  });

  it('has an end in /dev/shm', async () => {
    const script =
      "try { for (let n = 0; ; n += 1) fs.writeFileSync('/dev/shm/' + n, Buffer.alloc(1 << 20)); } catch (error) { console.log(error.code, fs.readdirSync('/dev/shm').length); }";
    expect((await end(sandbox, script)).output).toMatch(/^ENOSPC 6\d\n$/);
  });

  it('is counted by number of files, too', async () => {
    const script = "for (let n = 0; ; n += 1) fs.writeFileSync('/tmp/' + n, '');";
    expect((await end(sandbox, script, { files: 2_000 })).exit.ended).toBe('files');
  });
});

/** The arguments of all processes of this machine. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    });
}
