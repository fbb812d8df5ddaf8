import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { composeDemonstration } from '../seed/compose-demonstration.ts';
import { buildRecorder, SUTURE } from './suture.ts';

/** The packages that demo/service/package.json names. Suture has the same ones, in the same versions. */
const PACKAGES = [
  ...['@hono/node-server', 'hono', 'kysely', 'pg'],
  ...['@types/node', '@types/pg', 'esbuild', 'typescript'],
];

/** Composes the demonstration's repository, with Suture's packages in place of an installation, and builds it. */
export async function buildDemonstration(repository: string): Promise<void> {
  buildRecorder();
  await composeDemonstration(SUTURE, repository);
  const link = async (name: string, target: string) => {
    const path = join(repository, 'node_modules', name);
    await mkdir(dirname(path), { recursive: true });
    await symlink(target, path);
  };
  for (const name of PACKAGES) await link(name, join(SUTURE, 'node_modules', name));
  await link('suture-recorder', join(repository, 'vendor/suture-recorder'));
  execFileSync(process.execPath, ['build.mjs'], { cwd: repository, stdio: 'inherit' });
}
