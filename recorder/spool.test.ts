import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Recording, toRecording } from './recording.ts';
import { createSpool, refusedFolder } from './spool.ts';
import { report } from './testing.ts';

let root: string;
let folder: string;
let lines: string[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'suture-spool-'));
  folder = join(root, 'state', 'spool');
  lines = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

const recording = (changes: Partial<Recording> = {}): Recording => ({
  ...toRecording(report(), 'shop', null),
  ...changes,
});
const log = (line: string) => void lines.push(line);
const spool = (pid = process.pid, isRunning?: (pid: number) => boolean) =>
  createSpool(folder, { log, pid, ...(isRunning && { isRunning }) });
const files = async () => (await readdir(folder)).sort();

/** The id of a process that has just ended. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('the spool', () => {
  it('keeps each recording as a file until it is removed', async () => {
    const own = spool();
    const kept = await own.put(recording({ message: 'a\0 \ud800 😀' }));
    expect(await files()).toEqual([kept.file?.slice(folder.length + 1)]);
    expect(JSON.parse(await readFile(kept.file as string, 'utf8'))).toMatchObject({
      faultCode: 'FAULT_ONE',
      message: 'a\0 \ud800 😀',
    });
    await own.remove(kept);
    await own.remove(kept);
    expect(await files()).toEqual([]);
  });

  it('gives a later process the files of one that ended, oldest first and once', async () => {
    const dead = spool(deadPid());
    for (const reason of ['first', 'second', 'third']) {
      await dead.put(recording({ reason }));
      // Names begin with the time, so two of the same millisecond have no order.
      const until = Date.now();
      while (Date.now() === until);
    }
    const adopted = await spool().adopt();
    expect(adopted.map(({ recording: { reason } }) => reason)).toEqual(['first', 'second', 'third']);
    expect(adopted.map(({ file }) => file?.slice(folder.length + 1))).toEqual(await files());
    expect(await spool(deadPid(), () => true).adopt()).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('does not touch the files of a process that runs', async () => {
    await spool(process.ppid).put(recording());
    expect(await spool().adopt()).toEqual([]);
    expect(await files()).toHaveLength(1);
  });

  it('gives each file to exactly one of several processes that start at once', async () => {
    const dead = spool(deadPid());
    await Promise.all(Array.from({ length: 20 }, (_, index) => dead.put(recording({ reason: `${index}` }))));
    const running = new Set([1_000_001, 1_000_002, 1_000_003]);
    const adopted = await Promise.all(
      [...running].map((pid) => spool(pid, (holder) => running.has(holder)).adopt()),
    );
    const reasons = adopted.flat().map(({ recording: { reason } }) => Number(reason));
    expect(reasons.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  it('sets aside what it cannot read, logs where, and reads the others', async () => {
    const dead = deadPid();
    await spool(dead).put(recording({ reason: 'good' }));
    await writeFile(join(folder, `1-cut.${dead}.json`), '{"service":');
    await writeFile(join(folder, `2-other.${dead}.json`), '{"service":"shop"}');
    await writeFile(join(folder, 'README'), 'not ours');
    const adopted = await spool().adopt();
    expect(adopted.map(({ recording: { reason } }) => reason)).toEqual(['good']);
    expect(lines).toEqual([
      expect.stringMatching(
        /does not accept a recording \(.*JSON.*\)\. It is kept as \S+1-cut\.\d+\.json\. Correct/,
      ),
      expect.stringMatching(
        /does not accept a recording \(key: not a string\)\. It is kept as \S+2-other\.\d+\.json/,
      ),
    ]);
    expect(await files()).toEqual([expect.stringContaining('.json'), 'README', 'refused']);
    expect(await readFile(join(refusedFolder(folder), `1-cut.${process.pid}.json`), 'utf8')).toBe(
      '{"service":',
    );

    // Corrected and moved back, it is taken over like any other.
    const corrected = JSON.stringify(recording({ reason: 'corrected' }));
    await writeFile(join(folder, `1-cut.${dead}.json`), corrected);
    expect((await spool().adopt()).map(({ recording: { reason } }) => reason)).toContain('corrected');
    expect(lines).toHaveLength(2);
  });

  it('takes over a file that was being written when its process ended', async () => {
    const dead = deadPid();
    await spool(dead).put(recording());
    await writeFile(
      join(folder, `3-whole.${dead}.json.part`),
      JSON.stringify(recording({ reason: 'whole' })),
    );
    await writeFile(join(folder, `4-half.${dead}.json.part`), '{"service":"sh');
    expect((await spool().adopt()).map(({ recording: { reason } }) => reason)).toContain('whole');
    expect(await readdir(refusedFolder(folder))).toEqual([`4-half.${process.pid}.json`]);
  });

  it('keeps a recording in memory when the disk cannot be written', async () => {
    await writeFile(join(root, 'state'), 'a file where the folder should be');
    const own = spool();
    const kept = await own.put(recording({ reason: 'kept' }));
    expect(kept).toMatchObject({ file: null, recording: { reason: 'kept' } });
    expect(lines).toEqual([expect.stringContaining('is kept in memory only')]);
    await own.setAside(kept, 'no such severity');
    expect(lines.at(-1)).toMatch(/no such severity.* cannot be written .*"reason":"kept"/);
    await own.remove(kept);
    expect(await own.adopt()).toEqual([]);
  });
});
