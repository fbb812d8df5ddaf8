import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const FIXTURE = 'tests/fixtures/frameworks';

/**
 * Installs what services of tests are made of, once for each lockfile, apart from Suture's own packages: frameworks, other
 * recorders of errors, a load tool.
 * @returns the folder that holds `node_modules`
 */
export async function frameworkPackages(): Promise<string> {
  const lock = await readFile(join(FIXTURE, 'package-lock.json'));
  const name = createHash('sha256').update(lock).digest('hex').slice(0, 16);
  const folder = join(homedir(), '.cache/suture/frameworks-of-tests', name);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    await copyFile(join(FIXTURE, file), join(draft, file));
  await execa('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: draft });
  try {
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process was faster.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
