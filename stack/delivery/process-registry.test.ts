import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createProcessRegistry } from './process-registry.ts';

it('keeps counting processes while its file cannot be written, and says so once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'suture-registry-'));
  const said: string[] = [];
  const registry = createProcessRegistry(folder, (line) => said.push(line));
  // A folder in the place of the file: each write fails, as on a full disk.
  const inTheWay = join(folder, 'processes.json.new');
  mkdirSync(inTheWay);
  registry.add(process.pid, 'this test');
  registry.add(process.ppid, 'its parent');
  registry.remove(process.ppid);
  expect(said).toEqual([expect.stringContaining('processes.json cannot be written')]);
  rmSync(inTheWay, { recursive: true });
  registry.add(process.ppid, 'its parent');
  const kept = JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')) as { what: string }[];
  expect(kept.map(({ what }) => what)).toEqual(['this test', 'its parent']);
  rmSync(folder, { recursive: true });
});
