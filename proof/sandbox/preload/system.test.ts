import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../../../platform/run-command.ts';

it('reports calls that change what the kernel keeps of a process, and files that are only asked for', async () => {
  const at = (name: string) => JSON.stringify(join(import.meta.dirname, name));
  const program = `
    const fs = require('node:fs');
    const said = [];
    const report = (what) => said.push(what);
    const watch = require(${at('watch.cjs')}).createWatch(report);
    require(${at('system.cjs')}).watchSystem(watch, report);
    require(${at('files.cjs')}).watchFiles(watch, report, '/srv/app');
    process.umask();
    process.chdir('/');
    process.umask(0o22);
    fs.existsSync('/.dockerenv');
    fs.existsSync('/srv/app/config.json');
    fs.existsSync('/SRV/APP/START.TS');
    fs.existsSync('/SRV');
    fs.statSync('/etc', { throwIfNoEntry: false });
    require('node:os').setPriority(0);
    console.log(JSON.stringify(said));`;
  const { stdout, tail } = await runCommand({
    command: [process.execPath, '-e', program],
    signal: AbortSignal.timeout(60_000),
  });
  expect(JSON.parse(stdout || '[]'), tail).toEqual([
    'system process.chdir',
    'system process.umask',
    'read /.dockerenv',
    'read /etc',
    'system os.setPriority',
  ]);
});
