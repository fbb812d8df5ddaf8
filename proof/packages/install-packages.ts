import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SutureError } from '../../domain/errors.ts';
import { takeLock } from '../../platform/lock.ts';
import { readPackageInputs } from './package-inputs.ts';

export interface InstallPackages {
  /** The checkout. */
  folder: string;
  /** Where packages are kept, a folder for each set of inputs. Programs may share it. */
  cache: string;
  /** The installer gets a few plain variables of it: see `VARIABLES`. */
  environment: Record<string, string | undefined>;
  /** Runs the installer. `reason` says why it failed. */
  run(
    command: string[],
    folder: string,
    environment: Record<string, string>,
  ): Promise<{ ok: boolean; reason: string }>;
}

/** No script of a package runs: the installer has the network, and a script would have it too. */
const INSTALL = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];

/** What npm needs to find itself, its cache, a registry and a proxy. No secret of Suture's is among them. */
const VARIABLES = new Set([
  ...['PATH', 'HOME', 'TMPDIR', 'LANG', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
  ...['registry', 'cache', 'userconfig', 'globalconfig', 'cafile', 'proxy', 'https_proxy', 'noproxy'].flatMap(
    (name) => [`npm_config_${name}`, `NPM_CONFIG_${name.toUpperCase()}`],
  ),
]);

/** Between two looks at a lock that another installer holds, in milliseconds. */
const LOOK_MS = 100;

/**
 * The packages of a checkout. They are installed once for the same package.json, lockfile, .npmrc and `file:` folders on the
 * same platform, and never changed afterwards.
 * @returns the absolute path of a `node_modules` to link to; null for a checkout without a lockfile
 * @throws SutureError `install_failed`
 */
export async function installPackages(options: InstallPackages): Promise<string | null> {
  const inputs = await readPackageInputs(options.folder);
  if (!inputs) return null;
  const home = join(options.cache, inputs.key);
  const modules = join(home, 'node_modules');
  if (await exists(home)) return modules;
  await withLock(`${home}.lock`, async () => {
    if (await exists(home)) return;
    const fresh = `${home}.new`;
    await rm(fresh, { recursive: true, force: true });
    for (const path of inputs.paths) {
      await mkdir(dirname(join(fresh, path)), { recursive: true });
      await cp(join(options.folder, path), join(fresh, path), { recursive: true, verbatimSymlinks: true });
    }
    const result = await options.run(INSTALL, fresh, installerEnvironment(options.environment));
    if (!result.ok) {
      throw new SutureError(
        'install_failed',
        `The packages cannot be installed: npm ci failed: ${result.reason}`,
      );
    }
    // A lockfile without packages leaves no folder.
    await mkdir(join(fresh, 'node_modules'), { recursive: true });
    await rename(fresh, home);
  });
  return modules;
}

function installerEnvironment(environment: InstallPackages['environment']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => VARIABLES.has(entry[0]) && entry[1] !== undefined,
    ),
  );
}

/** Two programs that need the same packages install them once. */
async function withLock(file: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    const { lock } = takeLock(file);
    if (!lock) {
      await pause(LOOK_MS);
      continue;
    }
    try {
      return await work();
    } finally {
      lock.release();
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
