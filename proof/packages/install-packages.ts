import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readCheckout } from '../../platform/read-source-tree.ts';
import { findModules } from './find-modules.ts';
import { installerEnvironment } from './installer-environment.ts';
import { chooseManager } from './managers.ts';
import { obtainNode } from './obtain-node.ts';
import { readPackageInputs } from './package-inputs.ts';
import type { Installed, InstallPackages } from './packages.ts';
import { runInstaller } from './run-installer.ts';
import { withLock } from './with-lock.ts';

/** In a folder of the cache: which `node_modules` it holds. */
const LIST = '.modules.json';

/**
 * The packages of a checkout, and the Node that it asks for. Packages are installed once for the same package.json files,
 * lockfile, settings of the package manager and local folders on the same platform and Node, and never changed afterwards.
 * @throws SutureError `install_failed`
 */
export async function installPackages(options: InstallPackages): Promise<Installed> {
  const { folder, definition, signal } = options;
  mkdirSync(options.cache, { recursive: true });
  const obtaining = { cache: options.cache, environment: installerEnvironment(options.environment), signal };
  const tree = readCheckout(folder);
  const node = await obtainNode(definition.node, obtaining);
  const bin = node.home && join(node.home, 'bin');
  const manager = chooseManager(tree, definition);
  if (!manager) return { packages: null, node: bin };
  const inputs = await readPackageInputs(folder, manager, tree.paths, `node ${node.version.split('.')[0]}`);
  const home = join(options.cache, inputs.key);
  if (!existsSync(home)) {
    await withLock(`${home}.lock`, async () => {
      if (existsSync(home)) return;
      // An installer that was killed may still be writing where it began, so each begins somewhere else.
      await removeBegun(options.cache, inputs.key);
      const fresh = `${home}.${randomUUID()}.new`;
      for (const path of inputs.paths) {
        await mkdir(dirname(join(fresh, path)), { recursive: true });
        await cp(join(folder, path), join(fresh, path), { recursive: true, verbatimSymlinks: true });
      }
      await runInstaller(options, { fresh, tree, own: inputs.paths, manager, node, obtaining });
      // A lockfile without packages leaves no folder.
      await mkdir(join(fresh, manager.folder, 'node_modules'), { recursive: true });
      await writeFile(join(fresh, LIST), JSON.stringify(findModules(fresh)));
      await rename(fresh, home);
    });
  }
  const modules: string[] = JSON.parse(await readFile(join(home, LIST), 'utf8'));
  return { packages: { home: await realpath(home), modules }, node: bin };
}

/** Removes what installers of these packages began and did not finish. */
async function removeBegun(cache: string, key: string): Promise<void> {
  const begun = (await readdir(cache)).filter((name) => name.startsWith(`${key}.`) && name.endsWith('.new'));
  // One that is still being written to is left for the next time.
  await Promise.allSettled(
    begun.map((name) => rm(join(cache, name), { recursive: true, force: true, maxRetries: 2 })),
  );
}
