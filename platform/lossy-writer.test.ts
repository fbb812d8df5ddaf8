import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lossyStream, lossyWriter } from './lossy-writer.ts';

let full: number;
beforeEach(() => {
  // Every write to it fails with ENOSPC.
  full = openSync('/dev/full', 'w');
});
afterEach(() => closeSync(full));

describe('a writer to a log', () => {
  it('loses what a full disk does not take, and says so once when there is room', () => {
    const kept: string[] = [];
    let room = true;
    const { write } = lossyWriter((text) => {
      if (!room) writeSync(full, text.toString());
      kept.push(text.toString());
    });
    write('one\n');
    room = false;
    for (const text of ['two\n', 'three\n']) write(text);
    room = true;
    for (const text of ['four\n', 'five\n']) write(text);
    expect(kept).toEqual(['one\n', '--- 2 writes to this log were lost: ENOSPC\n', 'four\n', 'five\n']);
  });

  it.each(['ENOSPC', 'EIO', 'EPIPE'])('loses what a stream refuses with %s, and says so once', (code) => {
    const kept: string[] = [];
    let room = false;
    const { write } = lossyStream({
      on: () => {},
      write(text, done) {
        if (room) kept.push(text);
        done(room ? null : Object.assign(new Error('refused'), { code }));
      },
    });
    write('one\n');
    write('two\n');
    room = true;
    write('three\n');
    write('four\n');
    expect(kept).toEqual([`--- 2 writes to this log were lost: ${code}\nthree\n`, 'four\n']);
  });

  it('leaves a program alive whose standard error is on a full disk', () => {
    const folder = mkdtempSync(join(tmpdir(), 'suture-lossy-'));
    const source = fileURLToPath(new URL('lossy-writer.ts', import.meta.url));
    const { code } = transformSync(readFileSync(source, 'utf8'), { loader: 'ts', format: 'esm' });
    const program = `${code}
      const { write } = lossyStream(process.stderr);
      for (const text of ['one', 'two']) write(text);
      setTimeout(() => console.log('alive'), 50);`;
    writeFileSync(join(folder, 'program.mjs'), program);
    const { status, stdout } = spawnSync(process.execPath, [join(folder, 'program.mjs')], {
      stdio: ['ignore', 'pipe', full],
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    expect([status, stdout]).toEqual([0, 'alive\n']);
  });
});
