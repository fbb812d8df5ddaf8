import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, lstatSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export interface Mount {
  from: string;
  to: string;
  writable?: boolean;
}

export interface Exec {
  code: number;
  output: string;
}

/**
 * Runs the services of a Compose file without a container engine: in a network namespace with loopback only, a process table and
 * a read-only file system of its own, and as a user that is not root. The services' names resolve to loopback, so their real
 * ports and addresses work.
 */
export interface Pod {
  /** Starts a program that stays running; `output` keeps the end of its output. */
  start(options: Command): Running;
  /** Runs a program to its end. */
  exec(options: Command): Promise<Exec>;
  /** Ends all its processes. */
  close(): Promise<void>;
}

export interface Command {
  words: string[];
  environment: Record<string, string>;
  cwd: string;
}

export interface Running {
  output(): string;
  /** Resolves with the exit code, or the signal's name. */
  ended: Promise<number | string>;
  stop(): Promise<void>;
}

/** Folders of this machine that the pod replaces with its own. */
const OWN = ['proc', 'dev', 'tmp', 'var', 'srv', 'app', 'source', 'etc', 'run', 'home'];
/** Of /etc only what programs need to find libraries, users and certificates. */
const OF_ETC = [
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'passwd',
  'group',
  'nsswitch.conf',
  'ssl',
  'alternatives',
];

/** @param bubblewrap the program. @param hosts names that resolve to loopback */
export async function startPod(options: {
  bubblewrap: string;
  folder: string;
  mounts: Mount[];
  /** Existing folders that start empty and are writable. */
  scratch: string[];
  hosts: string[];
}): Promise<Pod> {
  const hosts = join(options.folder, 'hosts');
  writeFileSync(hosts, `127.0.0.1 localhost ${options.hosts.join(' ')}\n`);
  chmodSync(hosts, 0o644);
  // Volumes may lie below /home, where clones and programs are, too.
  const machine = [
    ...readdirSync('/').filter((name) => !OWN.includes(name)),
    ...(existsSync('/home') ? readdirSync('/home').map((name) => `home/${name}`) : []),
  ];
  const holder = spawn(
    options.bubblewrap,
    [
      ...['--die-with-parent', '--unshare-user', '--uid', '1000', '--gid', '1000'],
      ...['--unshare-net', '--unshare-pid', '--unshare-ipc', '--hostname', 'pod', '--unshare-uts'],
      ...machine.flatMap((name) =>
        lstatSync(`/${name}`).isSymbolicLink()
          ? ['--symlink', readlinkSync(`/${name}`), `/${name}`]
          : ['--ro-bind', `/${name}`, `/${name}`],
      ),
      ...OF_ETC.flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
      ...['--ro-bind', hosts, '/etc/hosts', '--proc', '/proc', '--dev', '/dev'],
      ...options.mounts.flatMap(({ from, to, writable }) => [writable ? '--bind' : '--ro-bind', from, to]),
      ...options.scratch.flatMap((path) => ['--tmpfs', path]),
      ...['--info-fd', '3', 'sh', '-c', 'echo ready; exec sleep infinity'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] },
  );
  const info = await text(holder.stdio[3] as Readable);
  // Only from then on it runs as the other user.
  await once(holder.stdout as Readable, 'data');
  const pid = (JSON.parse(info) as { 'child-pid': number })['child-pid'];
  const enter = ['-t', String(pid), '-U', '--preserve-credentials', '-m', '-n', '-p', '-u', '-i'];

  function launch({ words, environment, cwd }: Command): ChildProcess {
    return spawn('nsenter', [...enter, `--wdns=${cwd}`, '--', ...words], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
  function keep(child: ChildProcess, characters: number): () => string {
    let kept = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        kept = (kept + chunk).slice(-characters);
      });
    }
    return () => kept;
  }

  return {
    start(command) {
      const child = launch(command);
      const output = keep(child, 20_000);
      const ended = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | string);
      return {
        output,
        ended,
        async stop() {
          // nsenter waits for the program and does not pass signals on.
          for (const inside of childrenOf(child.pid as number)) process.kill(inside, 'SIGTERM');
          await ended;
        },
      };
    },
    async exec(command) {
      const child = launch(command);
      const output = keep(child, 10_000_000);
      const [code] = await once(child, 'close');
      return { code: (code as number | null) ?? 1, output: output() };
    },
    async close() {
      if (holder.exitCode !== null) return;
      const gone = once(holder, 'exit');
      // Its process table ends with its first process, and with it everything inside.
      process.kill(pid, 'SIGKILL');
      await gone;
    },
  };
}

function childrenOf(pid: number): number[] {
  try {
    return execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(Number);
  } catch {
    return [];
  }
}
