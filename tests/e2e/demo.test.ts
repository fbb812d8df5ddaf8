import { afterEach, beforeEach, expect, test } from 'vitest';
import { RATIO_TARGET } from '../../demo/show/table.ts';
import { faults } from './heal.ts';
import { makeStateFolder, removeStateFolder, runCommand } from './stack.ts';

let folder: string;
beforeEach(() => {
  folder = makeStateFolder();
});
afterEach(() => removeStateFolder(folder));

test('the demo heals each fault, puts them back, and ends with a table', async () => {
  const run = runCommand(['demo'], { STATE_DIR: folder });
  const code = await run.exited;
  const said = run.output();
  expect(code, said).toBe(0);
  expect(said).toContain('Everything held.');
  const [heads, , ...rows] = said.slice(said.indexOf('What took how long')).split('\n').slice(1);
  expect(heads?.trim().split(/ {2,}/)).toEqual([
    'fault',
    'incident',
    'detected',
    'proven',
    'pushed',
    'commit',
    'deployed',
    'verified',
    'sum',
    'wall/work',
  ]);
  for (const [index, { fault }] of faults.entries()) {
    const cells = rows[index]?.trim().split(/ {2,}/) ?? [];
    expect(cells[0]).toBe(fault.code);
    expect(cells[5]).toMatch(/^[0-9a-f]{10}$/);
    expect(Number(cells[9]), said).toBeGreaterThan(1);
  }
  expect(RATIO_TARGET).toBe(1.25);
});
