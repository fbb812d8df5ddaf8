import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from './lock.ts';
import { identify } from './process-identity.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suture-lock-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('holds a lock once, and frees it by its release', () => {
  const file = join(folder, 'deep', 'lock');
  const first = takeLock(file);
  expect(first.holder).toBeNull();
  expect(takeLock(file).holder).toEqual(identify(process.pid));
  first.lock?.release();
  expect(takeLock(file).holder).toBeNull();
});

test('takes over the lock of a process that has ended', async () => {
  const file = join(folder, 'lock');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  writeFileSync(file, JSON.stringify(identify(child.pid as number)));
  expect(takeLock(file).holder?.pid).toBe(child.pid);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(takeLock(file).holder).toBeNull();
});

test('does not mistake a process with the same number for the holder', () => {
  const file = join(folder, 'lock');
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: '1' }));
  expect(takeLock(file).holder).toBeNull();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(identify(process.pid));
});

test('takes over a lock file that cannot be read', () => {
  const file = join(folder, 'lock');
  writeFileSync(file, '{"pi');
  expect(takeLock(file).holder).toBeNull();
  expect(existsSync(file)).toBe(true);
});
