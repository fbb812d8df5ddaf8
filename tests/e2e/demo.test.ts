import { afterEach, beforeEach, expect, test } from 'vitest';
import { RATIO_TARGET } from '../../demo/show/table.ts';
import { faults } from './heal.ts';
import { openLiveConnection } from './live-connection.ts';
import { makeStateFolder, removeStateFolder, runCommand, untilSaid } from './stack.ts';

/** The line that says where the dashboard is. */
const WATCH = /watch it: (http:\/\/[^/\s]+)/;

let folder: string;
beforeEach(() => {
  folder = makeStateFolder();
});
afterEach(() => removeStateFolder(folder));

test('the demo heals each fault, puts them back, ends with a table, and no dashboard loses its connection', async () => {
  const run = runCommand(['demo'], { STATE_DIR: folder });
  await untilSaid(run, WATCH);
  const connection = await openLiveConnection(WATCH.exec(run.output())?.[1] as string);
  await untilSaid(run, /all heals .*\n/);
  const lost = connection.closed();
  await connection.close();
  const code = await run.exited;
  const said = run.output();
  expect(code, said).toBe(0);
  expect(lost).toBeNull();
  for (const phase of ['detected', 'analyzing', 'resolved']) expect(connection.received()).toContain(phase);
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
  expect(RATIO_TARGET).toBe(1.15);
});
