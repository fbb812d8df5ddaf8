import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { processTree } from '../../platform/process-tree.ts';
import { UNLISTED } from './overrun.ts';

/** What a program cannot hide from a look at its processes. Linux only: elsewhere nothing is seen. */
export interface Outside {
  processes: string[];
  listening: number | null;
  files: string[];
  /** Kinds of descriptors that are open (`hold inotify`), and code of files that a program can write (`map /tmp/a.so`). */
  did: string[];
}

export const NOT_SEEN: Outside = { processes: [], listening: null, files: [], did: [] };

/** The most files that are listed; a proof follows no service that leaves more. */
const FILES = 5_000;
/** States of sockets in `/proc/net`: TCP that listens, UDP that is bound. */
const LISTENS: Record<string, string> = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07' };

/**
 * Looks at the processes of a task, from outside of its sandbox.
 * @param isolated false where it shares network and files with the machine
 */
export function lookOutside(root: number, isolated: boolean): Outside {
  if (process.platform !== 'linux') return NOT_SEEN;
  const pids = processTree(root).map(({ pid }) => pid);
  const inside = pids.at(-1);
  const alone = isolated && inside !== undefined;
  const files = alone ? filesIn(`/proc/${inside}/root/tmp`) : [];
  const did = pids.flatMap((pid) => [...heldBy(pid), ...mappedBy(pid)]);
  if (files.length > FILES) did.push(UNLISTED);
  return {
    processes: pids.flatMap(nameOf).sort(),
    listening: alone ? countListening(inside) : null,
    files: files.slice(0, FILES),
    did: [...new Set(did)].sort(),
  };
}

function nameOf(pid: number): string[] {
  try {
    return [readFileSync(`/proc/${pid}/comm`, 'utf8').trim()];
  } catch {
    return [];
  }
}

/** Kinds of kernel objects behind the descriptors of a process: what a system call made and left open. */
function heldBy(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((number) => {
      const to = readlinkSync(`/proc/${pid}/fd/${number}`);
      const kind = /^anon_inode:\[?([\w.:-]+)|^\/(memfd|dev\/(?!null|zero|urandom|pts)[\w/]+)/.exec(to);
      return kind ? [`hold ${kind[1] ?? kind[2]}`] : [];
    });
  } catch {
    return []; // It ended, or nobody but its owner may look.
  }
}

/** Files whose code a process runs, but for those of the system and of packages. */
function mappedBy(pid: number): string[] {
  try {
    const rows = readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
    const files = rows.flatMap((row) => /^\S+ ..x. .*? (\/.*)$/.exec(row)?.[1] ?? []);
    return files.filter((file) => !OF_OTHERS.test(file)).map((file) => `map ${file}`);
  } catch {
    return [];
  }
}

/** What no task can write. */
const OF_OTHERS = /^\/(?:usr|lib\w*|bin|sbin|opt)\/|\/node_modules\/|\/(?:node|bwrap|perl)$/;

function countListening(pid: number): number | null {
  try {
    let count = 0;
    for (const [kind, state] of Object.entries(LISTENS)) {
      const rows = readFileSync(`/proc/${pid}/net/${kind}`, 'utf8').trim().split('\n').slice(1);
      count += rows.filter((row) => row.trim().split(/\s+/)[3] === state).length;
    }
    return count;
  } catch {
    return null;
  }
}

/**
 * The files below a folder, without those of what is mounted in it.
 * @param most with more than these, at least one more is given
 */
export function filesIn(folder: string, most = FILES): string[] {
  const found: string[] = [];
  const open = [''];
  // What is mounted below it was there before.
  const device = deviceOf(folder);
  for (let path = open.pop(); path !== undefined && found.length <= most; path = open.pop()) {
    try {
      for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
        const inside = join(path, entry.name);
        if (deviceOf(join(folder, inside)) !== device) continue;
        if (entry.isDirectory()) open.push(inside);
        else if (!entry.isSocket()) found.push(`/tmp/${inside}`);
      }
    } catch {
      // It ended, or nobody but its owner may look.
    }
  }
  return found.sort();
}

function deviceOf(path: string): number | null {
  return lstatSync(path, { throwIfNoEntry: false })?.dev ?? null;
}
