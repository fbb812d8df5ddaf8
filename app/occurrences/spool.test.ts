import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { occurrence } from '../../store/testing/occurrence.ts';
import { createSpool, refusedFolder } from './spool.ts';

let root: string;
let folder: string;
let lines: string[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'suture-spool-'));
  folder = join(root, 'state', 'spool');
  lines = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

const log = (line: string) => void lines.push(line);
const spool = (pid = process.pid, isRunning?: (pid: number) => boolean) =>
  createSpool(folder, { log, pid, ...(isRunning && { isRunning }) });
const files = async () => (await readdir(folder)).sort();

/** The id of a process that has just ended. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('the spool', () => {
  it('keeps each occurrence as a file until it is removed', async () => {
    const own = spool();
    const kept = await own.put(occurrence({ message: 'a\0 \ud800 😀', at: new Date(1_700_000_000_000) }));
    expect(await files()).toEqual([kept.file?.slice(folder.length + 1)]);
    expect(JSON.parse(await readFile(kept.file as string, 'utf8'))).toMatchObject({
      faultCode: 'FAULT_ONE',
      at: '2023-11-14T22:13:20.000Z',
    });
    await own.remove(kept);
    await own.remove(kept);
    expect(await files()).toEqual([]);
  });

  it('gives a later process what a dead one left, oldest first, and only once', async () => {
    const dead = spool(deadPid());
    for (const reason of ['first', 'second', 'third']) {
      await dead.put(occurrence({ reason }));
      // Names begin with the time; in the same millisecond there is no older one.
      const until = Date.now();
      while (Date.now() === until);
    }
    const adopted = await spool().adopt();
    expect(adopted.map(({ occurrence: { reason } }) => reason)).toEqual(['first', 'second', 'third']);
    expect(adopted.map(({ file }) => file?.slice(folder.length + 1))).toEqual(await files());
    expect(await spool(deadPid(), () => true).adopt()).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('leaves alone what belongs to a process that runs', async () => {
    await spool(process.ppid).put(occurrence());
    expect(await spool().adopt()).toEqual([]);
    expect(await files()).toHaveLength(1);
  });

  it('gives each file to one of several processes that start at once', async () => {
    const dead = spool(deadPid());
    await Promise.all(Array.from({ length: 20 }, (_, index) => dead.put(occurrence({ reason: `${index}` }))));
    const running = new Set([1_000_001, 1_000_002, 1_000_003]);
    const adopted = await Promise.all(
      [...running].map((pid) => spool(pid, (owner) => running.has(owner)).adopt()),
    );
    const reasons = adopted.flat().map(({ occurrence: { reason } }) => Number(reason));
    expect(reasons.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  it('sets aside what it cannot read, says where, and reads the others', async () => {
    const dead = deadPid();
    await spool(dead).put(occurrence({ reason: 'good' }));
    await writeFile(join(folder, `1-cut.${dead}.json`), '{"service":');
    await writeFile(join(folder, `2-other.${dead}.json`), '{"service":"shop"}');
    await writeFile(join(folder, 'README'), 'not ours');
    const adopted = await spool().adopt();
    expect(adopted.map(({ occurrence: { reason } }) => reason)).toEqual(['good']);
    expect(lines).toEqual([
      expect.stringMatching(
        /can never be recorded \(.*JSON.*\) and is set aside as \S+1-cut\.\d+\.json\. Correct/,
      ),
      expect.stringMatching(
        /can never be recorded \(faultCode: .*\) and is set aside as \S+2-other\.\d+\.json/,
      ),
    ]);
    expect(await files()).toEqual([expect.stringContaining('.json'), 'README', 'refused']);
    expect(await readFile(join(refusedFolder(folder), `1-cut.${process.pid}.json`), 'utf8')).toBe(
      '{"service":',
    );

    // Corrected and moved back, it is taken over like any other.
    const corrected = JSON.stringify(occurrence({ reason: 'corrected' }));
    await writeFile(join(folder, `1-cut.${dead}.json`), corrected);
    expect((await spool().adopt()).map(({ occurrence: { reason } }) => reason)).toContain('corrected');
    expect(lines).toHaveLength(2);
  });

  it('takes over what was being written when its process ended', async () => {
    const dead = deadPid();
    await spool(dead).put(occurrence());
    await writeFile(
      join(folder, `3-whole.${dead}.json.part`),
      JSON.stringify(occurrence({ reason: 'whole' })),
    );
    await writeFile(join(folder, `4-half.${dead}.json.part`), '{"service":"sh');
    expect((await spool().adopt()).map(({ occurrence: { reason } }) => reason)).toContain('whole');
    expect(await readdir(refusedFolder(folder))).toEqual([`4-half.${process.pid}.json`]);
  });

  it('holds on to an occurrence in memory when the disk refuses it', async () => {
    await writeFile(join(root, 'state'), 'a file where the folder should be');
    const own = spool();
    const kept = await own.put(occurrence({ reason: 'kept' }));
    expect(kept).toMatchObject({ file: null, occurrence: { reason: 'kept' } });
    expect(lines).toEqual([expect.stringContaining('waits in memory only')]);
    await own.setAside(kept, 'no such severity');
    expect(lines.at(-1)).toMatch(/no such severity.* cannot be written .*"reason":"kept"/);
    await own.remove(kept);
    expect(await own.adopt()).toEqual([]);
  });
});
