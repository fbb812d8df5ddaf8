import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OwnerIds } from '../../platform/sweep-output.ts';
import { type Limits, underLimits } from './limits.ts';
import { systemCallFilter } from './seccomp.ts';
import type { Overlay, Sandbox, SandboxTask, WrappedTask } from './task.ts';

/** What a program needs of the system; absent ones are skipped. `/home`, `/root`, `/var` and `/run` are not here. */
const SYSTEM = ['/usr', '/nix/store'];
const LINKED_INTO_USR = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
const SYSTEM_FILES = ['/etc/alternatives', '/etc/ld.so.cache', '/etc/ssl/openssl.cnf', '/etc/hosts'];

const MIB = 1024 * 1024;
/** Memory that is shared by files, as large as Docker's. */
const SHARED_BYTES = 64 * MIB;
/**
 * Who a program is when Suture runs as root. Root owns the settings of the kernel, also without any capability. No
 * distribution gives this number to a user: Debian reserves it, and systemd leaves it free.
 */
const STRANGER: OwnerIds = { uid: 65_533, gid: 65_533 };
const SETPRIV = '/usr/bin/setpriv';

/** Of the whole machine: what the kernel shows or takes there is nobody's business inside. */
const HIDDEN_FILES = [
  'kcore',
  'keys',
  'key-users',
  'sysrq-trigger',
  'timer_list',
  'sched_debug',
  'kmsg',
  'kallsyms',
  'latency_stats',
  'config.gz',
  'mtrr',
];
const HIDDEN_FOLDERS = ['acpi', 'scsi', 'asound', 'driver', 'fs'];
const READ_ONLY = ['sys', 'irq', 'bus'];

export interface BubblewrapPlaces {
  bwrapPath?: string | undefined;
  cacheFolder?: string | undefined;
  path?: string | undefined;
}

/**
 * The first bubblewrap that is there and can make a sandbox on this machine: the given path, PATH, the cache.
 * Null where there is none that works: it is older than 0.7, or the system forbids namespaces.
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
  const task = { command: [process.execPath, '--version'], folder: '/usr' };
  // A synchronous start can only feed the first descriptor.
  const { args, input } = wrap({ file, user: stranger(), filterAt: 0 }, task, {
    memoryBytes: 256 * MIB,
    timeMs: 10_000,
  });
  const stdio: ('ignore' | 'pipe')[] = [input ? 'pipe' : 'ignore', 'ignore', 'ignore'];
  return spawnSync(file, args, { input, stdio, env: {}, timeout: 10_000 }).status === 0;
}

/**
 * The sandbox by bubblewrap: own users, processes, network (loopback only), files, and few of the kernel's calls.
 * @param user who the program is, when Suture runs as root; null when it runs as an ordinary user
 */
export function bubblewrap(file: string, user = stranger()): Sandbox {
  return {
    name: 'bubblewrap',
    user,
    wrap: (task, limits) => wrap({ file, user, filterAt: 3 }, task, limits),
  };
}

function stranger(): OwnerIds | null {
  return process.getuid?.() === 0 ? STRANGER : null;
}

interface Wrapping {
  file: string;
  user: OwnerIds | null;
  /** The descriptor from which bubblewrap reads the filter. */
  filterAt: number;
}

function wrap({ file, user, filterAt }: Wrapping, task: SandboxTask, limits: Limits): WrappedTask {
  const input = systemCallFilter(process.arch) ?? undefined;
  const environment = {
    PATH: [...(task.path ?? []), dirname(realpathSync(process.execPath)), '/usr/bin', '/bin'].join(':'),
    ...task.environment,
  };
  const readable = [task.folder, ...(task.readable ?? [])];
  const args = [
    ...isolation(limits, user),
    // Root's own folders would be closed to the stranger.
    ...foldersAbove([...SYSTEM_FILES, ...nodeBinary().slice(1), ...readable]),
    ...system(),
    ...nodeBinary(),
    ...(task.hosts ? ['--ro-bind', task.hosts, '/etc/hosts'] : []),
    // After /tmp, which would hide what lies below it.
    ...readable.flatMap((path) => ['--ro-bind', path, path]),
    ...(task.overlay
      ? overlaid(task.folder, task.overlay)
      : [...emptied(task), ...(task.writable ?? []).flatMap((path) => ['--bind', path, path])]),
    ...(task.mounts ?? []).flatMap(({ from, to, writable }) => [writable ? '--bind' : '--ro-bind', from, to]),
    // Both are made of memory. Mounts on them stay as they are.
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    ...(input ? ['--seccomp', String(filterAt)] : []),
    ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    '--chdir',
    task.directory ?? task.folder,
    '--',
    ...asStranger(user),
    ...underLimits(true),
    ...task.command,
  ];
  return { file, args, environment: {}, folder: task.folder, input };
}

function isolation(limits: Limits, user: OwnerIds | null): string[] {
  return [
    ...namespaces(user),
    '--die-with-parent',
    '--new-session',
    '--clearenv',
    // As a container engine names them.
    ...['--hostname', randomBytes(6).toString('hex')],
    ...['--proc', '/proc'],
    ...machineWide(),
    ...['--dev', '/dev'],
    ...['--perms', '1777', '--size', String(SHARED_BYTES), '--tmpfs', '/dev/shm'],
    ...['--perms', '1777', '--size', String(limits.memoryBytes), '--tmpfs', '/tmp'],
  ];
}

/**
 * Root needs no namespace of users, and one in which root is somebody else would change nothing: for the kernel, it is
 * root who opens a file. Root becomes another user after the mounts, and keeps nothing but the right to do that.
 */
function namespaces(user: OwnerIds | null): string[] {
  if (!user) return ['--unshare-all', '--cap-drop', 'ALL'];
  return [
    ...['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try'],
    ...['--cap-drop', 'ALL'],
    ...['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'].flatMap((name) => ['--cap-add', name]),
  ];
}

function asStranger(user: OwnerIds | null): string[] {
  if (!user) return [];
  const { uid, gid } = user;
  return [
    ...[SETPRIV, '--reuid', String(uid), '--regid', String(gid), '--clear-groups'],
    ...['--bounding-set', '-all', '--inh-caps', '-all', '--no-new-privs', '--'],
  ];
}

function emptied({ scratch = [] }: SandboxTask): string[] {
  return scratch.flatMap((path) => ['--perms', '1777', '--size', String(SHARED_BYTES), '--tmpfs', path]);
}

function overlaid(worktree: string, { folder, parts }: Overlay): string[] {
  const places = parts.map(({ path, link }) => ({ at: join(worktree, path), link }));
  return [
    ...['--bind', folder, worktree],
    ...places.flatMap(({ at, link }) => (link === null ? ['--ro-bind', at, at] : ['--symlink', link, at])),
  ];
}

function machineWide(): string[] {
  const at = (name: string) => `/proc/${name}`;
  const present = (name: string) => existsSync(at(name));
  return [
    ...READ_ONLY.filter(present).flatMap((name) => ['--ro-bind', at(name), at(name)]),
    ...HIDDEN_FILES.filter(present).flatMap((name) => ['--ro-bind', '/dev/null', at(name)]),
    ...HIDDEN_FOLDERS.filter(present).flatMap((name) => ['--tmpfs', at(name), '--remount-ro', at(name)]),
  ];
}

function foldersAbove(paths: string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let folder = dirname(path); folder !== '/'; folder = dirname(folder)) folders.add(folder);
  }
  const open = [...folders].filter((folder) => !['/tmp', '/usr'].some((top) => folder === top)).sort();
  return open.flatMap((folder) => ['--perms', '0755', '--dir', folder]);
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
