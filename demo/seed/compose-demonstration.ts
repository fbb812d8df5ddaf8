import { cp, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SutureError } from '../../domain/errors.ts';

/** The parts of the demonstration's repository: the folder here, the folder there, and which files count. */
const PARTS: { from: string; to: string; counts(path: string): boolean }[] = [
  { from: 'demo/service', to: '.', counts: (path) => !/^(node_modules|dist|vendor)$/.test(path) },
  { from: 'fault-baselines', to: 'fault-baselines', counts: (path) => path.endsWith('.txt') },
  { from: 'mock-api', to: 'mock-api', counts: (path) => /(?<!\.test)\.ts$/.test(path) },
  {
    from: 'recorder',
    to: 'vendor/suture-recorder',
    counts: (path) => /^(package\.json|README\.md|dist)(\/|$)/.test(path),
  },
];

/**
 * Writes the files of the demonstration's repository. They come from files, so it works without a git clone, too.
 * @param root the folder of Suture, in which `node tools/build.mjs recorder` has run
 * @param into a folder that is empty or does not exist
 * @throws SutureError `component_missing` when the recorder is not built
 */
export async function composeDemonstration(root: string, into: string): Promise<void> {
  const built = await stat(join(root, 'recorder/dist/index.js')).catch(() => null);
  if (!built) {
    throw new SutureError(
      'component_missing',
      `${join(root, 'recorder/dist')} does not hold the recorder. Build it: node tools/build.mjs recorder`,
    );
  }
  for (const { from, to, counts } of PARTS) await copyFiles(join(root, from), join(into, to), counts);
}

async function copyFiles(from: string, to: string, counts: (path: string) => boolean): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from)) {
    if (counts(entry)) await cp(join(from, entry), join(to, entry), { recursive: true });
  }
}
