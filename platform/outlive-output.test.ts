import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { expect, it } from 'vitest';

it('leaves a program alive whose output is on a full disk, which ends another', () => {
  const source = readFileSync(fileURLToPath(new URL('outlive-output.ts', import.meta.url)), 'utf8');
  const { code } = transformSync(source, { loader: 'ts', format: 'esm' });
  const says = "process.stderr.write('x'); console.log('y'); setTimeout(() => process.exit(7), 100);";
  const full = openSync('/dev/full', 'w');
  const run = (program: string) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', full, full] });
  try {
    expect(run(says).status).toBe(1);
    expect(run(`${code}\noutliveOutput();\n${says}`).status).toBe(7);
  } finally {
    closeSync(full);
  }
});
