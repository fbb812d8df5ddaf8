import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SourceTree } from '../../domain/detection/source-tree.ts';
import { SutureError } from '../../domain/errors.ts';
import { SOCKET_ROOT } from '../database/socket-url.ts';
import { describeExit } from '../describe-exit.ts';
import { createLease } from '../lease.ts';
import { runInSandbox, type SandboxExit } from '../sandbox/run.ts';
import { BY_PROXY } from './by-proxy.ts';
import { findModules, hasInstallScripts } from './find-modules.ts';
import { findPrisma } from './find-prisma.ts';
import { ownAuthorities, ownProxy, ownRegistry } from './installer-environment.ts';
import { layOut, MANAGER_ENVIRONMENT, type Manager } from './managers.ts';
import type { ServiceNode } from './obtain-node.ts';
import { type Obtaining, obtainProgram, ownNpm } from './obtain-program.ts';
import type { InstallPackages } from './packages.ts';
import { readRegistries } from './registries.ts';
import { openRegistryProxy } from './registry-proxy.ts';
import { removeOwnScripts } from './remove-own-scripts.ts';
import { tokenVariables } from './token-variables.ts';
import { lockedRegistry, refuseUnreached } from './unreached-archives.ts';

const MIB = 1024 * 1024;
/** Of an installer; Next.js and NestJS with their tools are 80,000 files and 700 MiB. */
const LIMITS = {
  memoryBytes: 3_072 * MIB,
  timeMs: 600_000,
  outputBytes: 16_384 * MIB,
  files: 1_000_000,
  processes: 512,
};

/**
 * Where Prisma's engine of migrations comes from, and from nowhere else. The client of Prisma 7 works without it, and migrations
 * are SQL; but the installation fails where it cannot be downloaded, unless a file is named for it.
 */
const PRISMA_ENGINES = 'binaries.prisma.sh:443';

export interface Installation {
  /** Where packages are laid out: it has the lockfile and what belongs to it. */
  fresh: string;
  /** The files of the checkout. */
  tree: SourceTree;
  /** The files and folders of the checkout that lie in `fresh`. */
  own: string[];
  manager: Manager;
  node: ServiceNode;
  obtaining: Obtaining;
}

interface Step {
  name: string;
  /** Arguments of Node. */
  program: string[];
  /** Where it runs, from the checkout's root; default: the folder of the lockfile. */
  folder?: string;
  environment: Record<string, string>;
  /** `host:port` of what it may reach. */
  hosts: string[];
}

/**
 * Installs in two steps, both in a sandbox from which a few hosts can be reached: first the package manager lays out what the
 * lockfile names and runs nothing of it; then the install scripts of packages run, without the token of a registry.
 * @throws SutureError `install_failed` with what was printed, and the hosts that were refused
 */
export async function runInstaller(options: InstallPackages, installation: Installation): Promise<void> {
  const { fresh, manager, node, obtaining } = installation;
  const { token, hosts } = options.definition.install;
  const root = join(fresh, manager.folder);
  const registry = ownRegistry(options.environment);
  const registries = await readRegistries(fresh, manager, registry);
  const allowed = [...registries.hosts, ...hosts.map((host) => `${host}:443`)];
  const lockfile = await readFile(join(fresh, manager.lockfile), 'utf8');
  refuseUnreached(manager, lockfile, allowed, registries);
  const program = manager.source
    ? join(await obtainProgram(obtaining, manager.source.spec), manager.source.program)
    : ownNpm(options.environment);
  const common = {
    ...MANAGER_ENVIRONMENT,
    ...(registry ? { npm_config_registry: registry, YARN_NPM_REGISTRY_SERVER: registry } : {}),
    ...headers(node),
    ...(allowed.includes(PRISMA_ENGINES) ? {} : { PRISMA_SCHEMA_ENGINE_BINARY: '/bin/sh' }),
  };
  const asked = registries.named[0] ?? lockedRegistry(manager, lockfile, hosts) ?? registry;
  await run(options, installation, {
    name: `${manager.name} ${layOut(manager)[0]}`,
    program: [program, ...layOut(manager)],
    environment: { ...common, ...tokenVariables(options, manager, asked) },
    hosts: allowed,
  });
  if (hasInstallScripts(fresh, findModules(fresh))) {
    await removeOwnScripts(fresh, installation.own);
    // npm would believe its list, which may leave a script out.
    await rm(join(root, 'node_modules/.package-lock.json'), { force: true });
    const rebuild =
      manager.name === 'pnpm' ? [program, 'rebuild', '-r'] : [ownNpm(options.environment), 'rebuild'];
    await run(options, installation, {
      name: 'the install scripts of packages',
      program: rebuild,
      environment: { ...common, ...(token ? { [token]: '' } : {}) },
      hosts: allowed,
    });
  }
  const plain = { ...common, ...(token ? { [token]: '' } : {}) };
  await patch(options, installation, root, plain);
  await generate(options, installation, { environment: plain, hosts: allowed });
}

/** The client that Prisma writes into `node_modules`, which no proof may write to. */
async function generate(
  options: InstallPackages,
  installation: Installation,
  around: Pick<Step, 'environment' | 'hosts'>,
): Promise<void> {
  for (const { folder, program, environment } of findPrisma(installation.fresh, installation.tree)) {
    await run(options, installation, {
      name: 'prisma generate',
      program,
      folder,
      environment: { ...around.environment, ...environment },
      hosts: around.hosts,
    });
  }
}

/** Packages that the repository patches by `patch-package`, after they are installed. */
async function patch(
  options: InstallPackages,
  installation: Installation,
  root: string,
  environment: Record<string, string>,
): Promise<void> {
  const program = join(root, 'node_modules/patch-package/index.js');
  if (!existsSync(program) || !existsSync(join(root, 'patches'))) return;
  await run(options, installation, { name: 'patch-package', program: [program], environment, hosts: [] });
}

/** The headers by which a native module is compiled, where they lie beside Node: they cannot be downloaded. */
function headers({ home }: ServiceNode): Record<string, string> {
  const folder = home ?? dirname(dirname(process.execPath));
  return existsSync(join(folder, 'include/node')) ? { npm_config_nodedir: folder } : {};
}

async function run(
  { sandbox, cache, signal, environment: own, onOutput }: InstallPackages,
  { fresh, manager, node }: Installation,
  { name, program, folder, environment, hosts }: Step,
): Promise<void> {
  const sockets = join(SOCKET_ROOT, createLease().name('i'));
  await mkdir(sockets, { mode: 0o700 });
  const downloads = join(cache, 'downloads');
  await mkdir(downloads, { recursive: true });
  if (sandbox.user) await chown(sockets, sandbox.user.uid, sandbox.user.gid);
  const socket = join(sockets, 'proxy');
  const proxy = await openRegistryProxy(socket, hosts, ownProxy(own));
  await chmod(socket, 0o666);
  try {
    const tools = dirname(dirname(await realpath(program[0] as string)));
    const certificates = ownAuthorities(own);
    const task = runInSandbox(
      sandbox,
      {
        command: [process.execPath, '-e', BY_PROXY, socket, process.execPath, ...program],
        folder: await realpath(fresh),
        directory: join(await realpath(fresh), folder ?? manager.folder),
        writable: [await realpath(fresh), await realpath(downloads)],
        settle: () => [fresh],
        readable: [
          sockets,
          tools,
          ...(node.home ? [node.home] : []),
          ...(certificates ? [certificates] : []),
        ],
        path: node.home ? [join(node.home, 'bin')] : [],
        environment: {
          HOME: '/tmp',
          ...(certificates ? { NODE_EXTRA_CA_CERTS: certificates } : {}),
          npm_config_cache: join(downloads, 'npm'),
          npm_config_store_dir: join(downloads, 'pnpm'),
          YARN_CACHE_FOLDER: join(downloads, 'yarn'),
          YARN_GLOBAL_FOLDER: join(downloads, 'yarn-berry'),
          ...environment,
        },
      },
      LIMITS,
      signal,
    );
    const exit = await task.exited;
    const output = task.output();
    onOutput?.(output);
    signal.throwIfAborted();
    if (exit.ended === 'exit' && exit.code === 0) return;
    throw failed(name, exit, output, proxy.refused());
  } finally {
    await proxy.close();
    await rm(sockets, { recursive: true, force: true });
  }
}

function failed(name: string, exit: SandboxExit, output: string, refused: string[]): SutureError {
  const denied = /\bE40[13]\b|\b40[13] (Unauthorized|Forbidden)|authentication/i.test(output);
  const untrusted =
    /\b(?:SELF_SIGNED_CERT|CERT_UNTRUSTED|UNABLE_TO_(?:VERIFY|GET_ISSUER))|self[- ]signed certificate|unable to (?:verify the first|get (?:local )?issuer) certificate/.test(
      output,
    );
  const next = [
    untrusted
      ? ' The certificate of the registry is of an authority that Node does not know. Set NODE_EXTRA_CA_CERTS where Suture starts to the file with its certificate.'
      : '',
    refused.length > 0
      ? ` It asked for ${refused.join(', ')}, and only the package registry can be reached. Write "install: { hosts: [${refused.join(', ')}] }" in suture.yaml if it may.`
      : '',
    denied
      ? ' The registry asks for a token. Write "install: { token: NAME }" in suture.yaml, and set that variable where Suture starts.'
      : '',
  ].join('');
  return new SutureError(
    'install_failed',
    `The packages cannot be installed: ${name} failed: ${describeExit(exit)}.${next} ${output.trim().slice(-2_000)}`,
    {
      details: {
        step: 'packages',
        refused,
        output,
        how: exit.ended === 'exit' ? `exit code ${exit.code}` : exit.ended,
      },
    },
  );
}
