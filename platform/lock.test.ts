import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identify } from './identity.ts';
import { takeLock } from './lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suture-lock-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a lock is held once, and free again after its release', () => {
  const file = join(folder, 'deep', 'lock');
  const first = takeLock(file);
  expect(first.holder).toBeNull();
  expect(takeLock(file).holder).toEqual(identify(process.pid));
  first.lock?.release();
  expect(takeLock(file).holder).toBeNull();
});

test('the lock of a process that has ended is taken over', async () => {
  const file = join(folder, 'lock');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  writeFileSync(file, JSON.stringify(identify(child.pid as number)));
  expect(takeLock(file).holder?.pid).toBe(child.pid);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(takeLock(file).holder).toBeNull();
});

test('a process with the same number that started at another time is not the holder', () => {
  const file = join(folder, 'lock');
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: '1' }));
  expect(takeLock(file).holder).toBeNull();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(identify(process.pid));
});

test('a lock file that cannot be read is nobody’s', () => {
  const file = join(folder, 'lock');
  writeFileSync(file, '{"pi');
  expect(takeLock(file).holder).toBeNull();
  expect(existsSync(file)).toBe(true);
});
