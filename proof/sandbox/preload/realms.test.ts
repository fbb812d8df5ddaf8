import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../../../platform/run-command.ts';

it('reports the realms that a service makes, and not the one that Node makes for itself', async () => {
  const program = `
    const { watchRealms } = require(${JSON.stringify(join(import.meta.dirname, 'realms.cjs'))});
    const vm = require('node:vm');
    const said = [];
    const watch = (object, name, tell) => {
      const own = object[name];
      object[name] = function (...values) {
        tell(values);
        return Reflect.apply(own, this, values);
      };
    };
    watchRealms(watch, (what) => said.push(what), '/');
    const reader = new ReadableStream().getReader();
    reader.closed.catch(() => {});
    reader.releaseLock();
    console.log(said.join());
    vm.runInNewContext('1');
    console.log(said.join());`;
  const { stdout, tail } = await runCommand({
    command: [process.execPath, '-e', program],
    signal: AbortSignal.timeout(60_000),
  });
  const [before, after] = stdout.split('\n');
  expect(before, tail).toBe('');
  expect(after).toContain('realm vm.runInNewContext');
});
