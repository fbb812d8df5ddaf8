import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endAbandoned } from './end-abandoned.ts';
import { createLease } from './lease.ts';

let folder: string;
const running: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abandoned-'));
});
afterEach(async () => {
  for (const program of running.splice(0)) program.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

async function runIn(name: string): Promise<ChildProcess> {
  const cwd = join(folder, name, 'src');
  await mkdir(cwd, { recursive: true });
  const program = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1000)'], { cwd });
  running.push(program);
  await once(program.stdout, 'data');
  return program;
}

it.runIf(process.platform === 'linux')(
  'ends what a killed prover left running, and nothing of a running prover',
  async () => {
    const lease = createLease();
    const mine = lease.name('base');
    const dead = spawn(process.execPath, ['--version']);
    await once(dead, 'exit');
    const left = await runIn(mine.replace(`_${process.pid}_`, `_${dead.pid}_`));
    const other = lease.name('trial').replace(`_${process.pid}_`, `_${dead.pid}_`);
    const removed = await runIn(other);
    await rm(join(folder, other), { recursive: true });
    const alive = await runIn(mine);
    const gone = [left, removed].map((program) => once(program, 'exit'));
    expect(await endAbandoned(lease)).toBeGreaterThanOrEqual(2);
    for (const [, signal] of await Promise.all(gone)) expect(signal).toBe('SIGKILL');
    expect(alive.exitCode ?? alive.signalCode).toBeNull();
  },
);
