import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  type PathOrFileDescriptor,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findParentDeathGuard } from '../../platform/parent-death-guard.ts';
import { isRunning, type ProcessIdentity } from '../../platform/process-identity.ts';
import { anyPort } from '../ports.ts';
import { openLog } from './log-file.ts';
import { type Managed, manage, type ProcessSpec } from './managed.ts';

let folder: string;
let said: string[];
let member: Managed | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suture-managed-test-'));
  said = [];
  member = null;
});
afterEach(async () => {
  await member?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const node = (script: string, ready: ProcessSpec['ready'] = { line: /up/ }): ProcessSpec => ({
  name: 'child',
  command: [process.execPath, '-e', script],
  cwd: folder,
  env: process.env,
  ready,
});

const start = async (spec: ProcessSpec, signal = new AbortController().signal) => {
  const log = openLog(join(folder, 'child.log'));
  const guard = findParentDeathGuard(process.env);
  member = await manage(spec, { log, say: (line) => said.push(line), changed: () => {}, signal, guard });
  return member;
};

test('restarts a process that dies, and ends it permanently when it is stopped', async () => {
  const child = await start(node(`console.log('up'); setInterval(() => {}, 1000)`));
  const first = child.identity() as ProcessIdentity;
  process.kill(first.pid, 'SIGKILL');
  await vi.waitFor(() => expect(said).toContain('child is up again'), { timeout: 120_000 });
  const second = child.identity() as ProcessIdentity;
  expect(isRunning(first)).toBe(false);
  expect(isRunning(second)).toBe(true);
  expect(child.restarts()).toBe(1);
  await child.stop();
  expect(isRunning(second)).toBe(false);
  expect(child.identity()).toBeNull();
});

test('waits until the URL of a process answers', async () => {
  const port = await anyPort();
  const script = `require('http').createServer((_, answer) => answer.end()).listen(${port}, '127.0.0.1')`;
  await start(node(script, { url: `http://127.0.0.1:${port}/` }));
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
});

test('reports a process that never becomes ready with the end of its log', async () => {
  await expect(start(node(`console.error('no such thing'); process.exit(3)`))).rejects.toMatchObject({
    type: 'component_failed',
    message: expect.stringContaining('no such thing'),
  });
});

test('ends a process that is still starting when it is stopped', async () => {
  const stop = new AbortController();
  const pidFile = join(folder, 'pid');
  const starting = start(
    node(
      `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`,
    ),
    stop.signal,
  );
  await vi.waitFor(() => expect(existsSync(pidFile) && readFileSync(pidFile, 'utf8')).toMatch(/\d/), {
    timeout: 120_000,
  });
  stop.abort();
  await expect(starting).rejects.toMatchObject({ type: 'interrupted' });
  expect(() => process.kill(Number(readFileSync(pidFile, 'utf8')), 0)).toThrow();
});

test('kills a process that ignores SIGTERM, with what it started', async () => {
  const script = `
    process.on('SIGTERM', () => {});
    const grandchild = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    console.log('up', grandchild.pid);
    setInterval(() => {}, 1000);`;
  const child = await start({ ...node(script), patienceMs: 200 });
  const grandchild = Number(/up (\d+)/.exec(readFileSync(join(folder, 'child.log'), 'utf8'))?.[1]);
  await child.stop();
  await vi.waitFor(() => expect(() => process.kill(grandchild, 0)).toThrow(), { timeout: 120_000 });
});

test('keeps a process up, and starts it again, while its log is on a full disk', async () => {
  let full = true;
  const append = (path: PathOrFileDescriptor, text: string | Uint8Array) => {
    if (full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    appendFileSync(path, text);
  };
  const log = openLog(join(folder, 'child.log'), undefined, append);
  const guard = findParentDeathGuard(process.env);
  const spec = node(`console.log('up'); setInterval(() => {}, 1000)`);
  const { signal } = new AbortController();
  member = await manage(spec, { log, say: (line) => said.push(line), changed: () => {}, signal, guard });
  process.kill((member.identity() as ProcessIdentity).pid, 'SIGKILL');
  await vi.waitFor(() => expect(said).toContain('child is up again'), { timeout: 120_000 });
  full = false;
  await member.stop();
  const lines = readFileSync(log.path, 'utf8').trimEnd().split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/^--- \d+ writes to this log were lost: ENOSPC$/),
    '--- child ended: SIGTERM',
  ]);
});
