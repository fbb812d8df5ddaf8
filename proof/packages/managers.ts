import type { CompleteDefinition } from '../../domain/detection/complete-definition.ts';
import {
  findPackageManager,
  managerWithoutLockfile,
  type PackageManager,
} from '../../domain/detection/find-package-manager.ts';
import { readPackageFile } from '../../domain/detection/package-file.ts';
import type { SourceTree } from '../../domain/detection/source-tree.ts';
import { below } from '../../domain/detection/source-tree.ts';
import { SutureError } from '../../domain/errors.ts';
import { RETRIES } from './installer-environment.ts';

/** A program that installs packages: which one, and the file of it that Node runs. */
export interface Manager extends PackageManager {
  /** The package of the registry that holds it; null for the npm that is installed with Node. */
  source: { spec: string; program: string } | null;
}

const LOCKFILES = { npm: 'package-lock.json', pnpm: 'pnpm-lock.yaml', yarn: 'yarn.lock' };

/**
 * Who installs the packages of a checkout: by the lockfile, and by `packageManager` in package.json.
 * @returns null for a service without packages
 * @throws SutureError `install_failed` for packages without a lockfile
 */
export function chooseManager(
  tree: SourceTree,
  { root, install }: Pick<CompleteDefinition, 'root' | 'install'>,
): Manager | null {
  const found = findPackageManager(tree, root, install.manager)?.value;
  if (found) return { ...found, source: sourceOf(found, tree) };
  const file = readPackageFile(tree, root);
  if (!file || Object.keys(file.dependencies).length === 0) return null;
  const named = install.manager ?? managerWithoutLockfile(tree, root);
  const command = {
    npm: 'npm install --package-lock-only',
    pnpm: 'pnpm install --lockfile-only',
    yarn: 'yarn install',
  };
  throw new SutureError(
    'install_failed',
    `${file.path} names packages, and there is no lockfile${install.manager ? ` of ${named}` : ''}, so nobody knows which versions the service runs with. Run "${command[named]}" and commit ${LOCKFILES[named]}.`,
  );
}

function sourceOf(manager: PackageManager, tree: SourceTree): Manager['source'] {
  const { name, version } = manager;
  if (name === 'npm') {
    return version ? { spec: `npm@${version}`, program: 'npm/bin/npm-cli.js' } : null;
  }
  if (name === 'pnpm') {
    const chosen = version ?? pnpmOf(tree.read(manager.lockfile) ?? '');
    return {
      spec: `pnpm@${chosen}`,
      program: `pnpm/bin/pnpm.${Number.parseInt(chosen, 10) >= 11 ? 'm' : 'c'}js`,
    };
  }
  const chosen = version ?? yarnOf(tree, manager);
  return chosen.startsWith('1')
    ? { spec: `yarn@${chosen}`, program: 'yarn/bin/yarn.js' }
    : { spec: `@yarnpkg/cli-dist@${chosen}`, program: '@yarnpkg/cli-dist/bin/yarn.js' };
}

/** The oldest major version that reads a lockfile as it is. */
function pnpmOf(lockfile: string): string {
  const version = Number.parseFloat(/^lockfileVersion:\s*['"]?([\d.]+)/m.exec(lockfile)?.[1] ?? '9');
  if (version >= 9) return '9';
  return version >= 6 ? '8' : '7';
}

function yarnOf(tree: SourceTree, { folder, lockfile }: PackageManager): string {
  const kept = /^yarnPath:.*\byarn-(\d[\w.-]*)\.[cm]?js/m.exec(
    tree.read(below(folder, '.yarnrc.yml')) ?? '',
  )?.[1];
  if (kept) return kept;
  const metadata = /^__metadata:\s*\n\s*version:\s*(\d+)/m.exec(tree.read(lockfile) ?? '')?.[1];
  if (!metadata) return '1';
  return Number(metadata) >= 8 ? '4' : '3';
}

/** Yarn 2 and later. */
export function isBerry({ source }: Manager): boolean {
  return source?.spec.startsWith('@yarnpkg/') ?? false;
}

/** Lays out what the lockfile names; runs no script of a package. */
export function layOut(manager: Manager): string[] {
  if (manager.name === 'npm')
    return ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  if (manager.name === 'pnpm') {
    return [
      'install',
      '--frozen-lockfile',
      '--ignore-scripts',
      '--prefer-offline',
      '--config.confirmModulesPurge=false',
    ];
  }
  return isBerry(manager)
    ? ['install', '--immutable']
    : ['install', '--frozen-lockfile', '--ignore-scripts', '--non-interactive', '--prefer-offline'];
}

/** What each of them reads of its environment: neither a report nor another version of itself. */
export const MANAGER_ENVIRONMENT: Record<string, string> = {
  CI: '1',
  ...RETRIES,
  npm_config_update_notifier: 'false',
  npm_config_manage_package_manager_versions: 'false',
  pnpm_config_manage_package_manager_versions: 'false',
  COREPACK_ENABLE_STRICT: '0',
  YARN_IGNORE_PATH: '1',
  YARN_ENABLE_SCRIPTS: '0',
  YARN_ENABLE_TELEMETRY: '0',
  YARN_NODE_LINKER: 'node-modules',
  // It runs once the packages are there, as a step of its own.
  PRISMA_SKIP_POSTINSTALL_GENERATE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  CHECKPOINT_DISABLE: '1',
  // Programs for tests of browsers, of hundreds of megabytes.
  PUPPETEER_SKIP_DOWNLOAD: '1',
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
  CYPRESS_INSTALL_BINARY: '0',
};
