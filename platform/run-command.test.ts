import { expect, test, vi } from 'vitest';
import { type CommandOptions, runCommand } from './run-command.ts';

const signal = new AbortController().signal;
const node = (script: string, more: Partial<CommandOptions> = {}) =>
  runCommand({ command: [process.execPath, '-e', script], signal, ...more });

test('returns the output of a command that succeeds', async () => {
  const result = await node(`console.log('out'); console.error('err')`);
  expect(result).toMatchObject({ ok: true, reason: '', code: 0, stdout: 'out\n' });
  expect(result.tail).toContain('err');
});

test('reports the exit code of a command that fails', async () => {
  expect(await node('process.exit(3)')).toMatchObject({ ok: false, reason: 'exit code 3', code: 3 });
});

test('reports a program that does not exist', async () => {
  const result = await runCommand({ command: ['/no/such/program'], signal });
  expect(result).toMatchObject({ ok: false, reason: expect.stringContaining('cannot be run: ') });
});

test('kills a command that takes longer than its time', async () => {
  const result = await node('setInterval(() => {}, 1000)', { timeoutMs: 100 });
  expect(result).toMatchObject({ ok: false, reason: 'took longer than 0 s' });
});

test('passes the standard input on', async () => {
  const result = await node(`process.stdin.pipe(process.stdout)`, { input: 'hello' });
  expect(result.stdout).toBe('hello');
});

test('kills what a command started when it is stopped', async () => {
  const stop = new AbortController();
  let child = 0;
  const result = await node(
    `const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
     console.log(child.pid); setInterval(() => {}, 1000)`,
    {
      signal: stop.signal,
      onOutput(text) {
        child = Number(text);
        stop.abort();
      },
    },
  );
  expect(result.reason).toBe('stopped');
  await vi.waitFor(() => expect(() => process.kill(child, 0)).toThrow(), { timeout: 120_000 });
});
