import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processTree } from '../../platform/process-tree.ts';

/** What a program cannot hide from a look at its processes. Linux only: elsewhere nothing is seen. */
export interface Outside {
  processes: string[];
  listening: number | null;
  files: string[];
}

/** The most files that are listed. */
const FILES = 200;
/** States of sockets in `/proc/net`: TCP that listens, UDP that is bound. */
const LISTENS: Record<string, string> = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07' };

/**
 * Looks at the processes of a task, from outside of its sandbox.
 * @param isolated false where it shares network and files with the machine
 */
export function lookOutside(root: number, isolated: boolean): Outside {
  if (process.platform !== 'linux') return { processes: [], listening: null, files: [] };
  const pids = processTree(root).map(({ pid }) => pid);
  const inside = pids.at(-1);
  const alone = isolated && inside !== undefined;
  return {
    processes: pids.flatMap(nameOf).sort(),
    listening: alone ? countListening(inside) : null,
    files: alone ? filesIn(`/proc/${inside}/root/tmp`) : [],
  };
}

function nameOf(pid: number): string[] {
  try {
    return [readFileSync(`/proc/${pid}/comm`, 'utf8').trim()];
  } catch {
    return [];
  }
}

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

function filesIn(folder: string): string[] {
  const found: string[] = [];
  const open = [''];
  // What is mounted below it was there before.
  const device = deviceOf(folder);
  for (let path = open.pop(); path !== undefined && found.length < FILES; path = open.pop()) {
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
