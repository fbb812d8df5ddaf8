import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sandbox, SandboxTask } from './task.ts';

/** What a program needs of the system; absent ones are skipped. `/home`, `/root`, `/var` and `/run` are not here. */
const SYSTEM = ['/usr', '/nix/store'];
const LINKED_INTO_USR = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
const SYSTEM_FILES = ['/etc/alternatives', '/etc/ld.so.cache', '/etc/ssl/openssl.cnf', '/etc/hosts'];

export interface BubblewrapPlaces {
  bwrapPath?: string | undefined;
  cacheFolder?: string | undefined;
  path?: string | undefined;
}

/**
 * The first bubblewrap that is there and can make a sandbox on this machine: the given path, PATH, the cache.
 * Null where there is none, or where the system forbids user namespaces.
 */
export function findBubblewrap(places: BubblewrapPlaces): string | null {
  if (process.platform !== 'linux') return null;
  const folders = (places.path ?? '').split(':').filter(Boolean);
  const candidates = [
    places.bwrapPath,
    ...folders.map((folder) => join(folder, 'bwrap')),
    ...(places.cacheFolder ? [join(places.cacheFolder, 'bin/bwrap'), join(places.cacheFolder, 'bwrap')] : []),
  ];
  for (const file of candidates) {
    if (file && existsSync(file) && works(file)) return file;
  }
  return null;
}

/** That the file exists is not enough: containers and hardened kernels refuse the namespaces. */
function works(file: string): boolean {
  const trial = [...isolation(), ...system(), ...nodeBinary(), process.execPath, '--version'];
  return spawnSync(file, trial, { stdio: 'ignore', timeout: 10_000 }).status === 0;
}

/** The sandbox by bubblewrap: own users, processes, network (loopback only), files. */
export function bubblewrap(file: string): Sandbox {
  return {
    name: 'bubblewrap',
    wrap(task) {
      return { file, args: argumentsFor(task), environment: {}, folder: task.folder };
    },
  };
}

function argumentsFor(task: SandboxTask): string[] {
  const environment = {
    PATH: `${dirname(realpathSync(process.execPath))}:/usr/bin:/bin`,
    ...task.environment,
  };
  const readable = [task.folder, ...(task.readable ?? [])];
  return [
    ...isolation(),
    ...system(),
    ...nodeBinary(),
    // After /tmp, which would hide what lies below it.
    ...readable.flatMap((path) => ['--ro-bind', path, path]),
    ...(task.writable ?? []).flatMap((path) => ['--bind', path, path]),
    ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    '--chdir',
    task.folder,
    '--',
    ...task.command,
  ];
}

function isolation(): string[] {
  return [
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    '--clearenv',
    '--cap-drop',
    'ALL',
    '--hostname',
    'sandbox',
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    '--tmpfs',
    '/tmp',
  ];
}

function system(): string[] {
  return [
    ...[...SYSTEM, ...LINKED_INTO_USR, ...SYSTEM_FILES].flatMap((path) => ['--ro-bind-try', path, path]),
  ];
}

/** The binary alone: its folder may be one of the user's own. After /tmp, which would hide one that lies below it. */
function nodeBinary(): string[] {
  const binary = realpathSync(process.execPath);
  return binary.startsWith('/usr/') ? [] : ['--ro-bind', binary, binary];
}
