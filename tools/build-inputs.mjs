// Hashes of what each part of a build is made of: what is there and was built from the same is not built again.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What the programs are made of: every file that git knows or would take, with its time, and the packages. Null outside a clone. */
export function programInputs() {
  try {
    const listed = execFileSync(
      'git',
      ['ls-files', '-z', '-co', '--exclude-standard', '*.ts', '*.tsx', '*.css', '*.json', '*.mjs'],
      {
        cwd: root,
        maxBuffer: 2 ** 26,
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    const hash = createHash('sha256').update(process.version);
    for (const name of listed.toString().split('\0').filter(Boolean).sort()) {
      const path = join(root, name);
      if (/\.test\.tsx?$/.test(name) || !existsSync(path)) continue;
      hash.update(name).update(readFileSync(path));
    }
    return hash.digest('hex');
  } catch {
    return null;
  }
}

/** Hash over the sources of some folders, without their tests. */
export function hashOf(folders) {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const name of readdirSync(join(root, folder), { recursive: true }).map(String).sort()) {
      if (/\.(ts|json)$/.test(name) && !/\.(test|d)\.ts$|^(dist|testing)\b/.test(name)) {
        hash.update(name).update(readFileSync(join(root, folder, name)));
      }
    }
  }
  return hash;
}

/** Hash over everything that goes into the workflow bundle; the bundle takes seconds, so it is kept while this stays. */
export function workflowInputs() {
  const hash = createHash('sha256');
  for (const folder of ['workflows', 'domain']) {
    for (const name of readdirSync(join(root, folder), { recursive: true }).map(String).sort()) {
      if (name.endsWith('.ts') && !name.endsWith('.test.ts')) {
        hash.update(name).update(readFileSync(join(root, folder, name)));
      }
    }
  }
  for (const name of ['workflow', 'worker']) {
    hash.update(readFileSync(join(root, 'node_modules/@temporalio', name, 'package.json')));
  }
  return hash.digest('hex');
}
