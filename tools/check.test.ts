import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('passes the static checks: types, format, rooms, cycles, dead code, sizes', { timeout: 600_000 }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/check.mjs', '--static'], {
    encoding: 'utf8',
  });
  expect(status, stdout + stderr).toBe(0);
});
