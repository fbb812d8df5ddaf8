import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identify, isRunning, type ProcessIdentity } from '../platform/process-identity.ts';
import { endLeftovers } from './leftovers.ts';
import { openStateFolder, readSecrets, type StackRecord, type StateFolder, writeRecord } from './state.ts';

let state: StateFolder;
beforeEach(() => {
  state = openStateFolder(mkdtempSync(join(tmpdir(), 'suture-leftovers-test-')));
});
afterEach(() => rmSync(state.root, { recursive: true, force: true }));

async function someProcess(): Promise<ProcessIdentity> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
  await once(child, 'spawn');
  return identify(child.pid as number) as ProcessIdentity;
}

const recordOf = (supervisor: ProcessIdentity, child: ProcessIdentity): StackRecord => ({
  supervisor,
  startedAt: new Date().toISOString(),
  ready: true,
  addresses: {},
  adapters: {},
  processes: [{ name: 'child', ...child, stopSignal: 'SIGTERM', restarts: 0 }],
});

test('what a killed supervisor left is ended', async () => {
  const child = await someProcess();
  writeRecord(state, recordOf({ pid: 1, started: 'long ago' }, child));
  expect(await endLeftovers(state)).toEqual(['child']);
  expect(isRunning(child)).toBe(false);
});

test('a process that has got the number of one of ours is left alone', async () => {
  const stranger = await someProcess();
  try {
    writeRecord(state, recordOf({ pid: 1, started: 'long ago' }, { ...stranger, started: 'another time' }));
    expect(await endLeftovers(state)).toEqual([]);
    expect(isRunning(stranger)).toBe(true);
  } finally {
    process.kill(stranger.pid, 'SIGKILL');
  }
});

test('nothing is ended while the supervisor runs', async () => {
  const child = await someProcess();
  try {
    writeRecord(state, recordOf(identify(process.pid) as ProcessIdentity, child));
    expect(await endLeftovers(state)).toEqual([]);
    expect(isRunning(child)).toBe(true);
  } finally {
    process.kill(child.pid, 'SIGKILL');
  }
});

test('secrets are made once', () => {
  const first = readSecrets(state);
  expect(first.callbackSecret).toMatch(/^whsec_/);
  expect(readSecrets(state)).toEqual(first);
});
