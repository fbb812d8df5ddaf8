import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface TreeMember {
  pid: number;
  /** Resident memory in bytes. */
  resident: number;
}

/** Rounds in which a tree is ended: one that grows while it is ended needs several. */
const ROUNDS = 100;

/** A process and all below it, with their memory; empty once it is gone. */
export function processTree(root: number): TreeMember[] {
  return process.platform === 'linux' ? fromProc(root) : fromPs(root);
}

/** A hundredth of a second, in which Linux counts the time of processes, in milliseconds. */
const TICK_MS = 10;

/** How long a process and all below it have worked on a processor, in milliseconds; null where the system does not say. */
export function treeWorkMs(root: number): number | null {
  if (process.platform !== 'linux') return null;
  let ticks = 0;
  for (const { pid } of processTree(root)) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // Its name, in brackets, may hold anything. Then come its state and, at the 12th place, its own and the system's time for it.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended while we looked.
    }
  }
  return ticks * TICK_MS;
}

/** The processes below one. */
export function processesBelow(root: number): number[] {
  return processTree(root).flatMap(({ pid }) => (pid === root ? [] : [pid]));
}

function fromProc(root: number): TreeMember[] {
  const found: TreeMember[] = [];
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      if (!/^State:\s+[ZX]/m.test(status)) {
        found.push({ pid, resident: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024 });
      }
      for (const task of readdirSync(`/proc/${pid}/task`)) {
        const children = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8');
        open.push(...children.split(' ').filter(Boolean).map(Number));
      }
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

function fromPs(root: number): TreeMember[] {
  const rows = execFileSync('ps', ['-axo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const members = new Set([root]);
  // Parents come before children only by habit, so it is looked through until nothing is new.
  for (let size = 0; size !== members.size; ) {
    size = members.size;
    for (const [pid, parent] of rows) if (members.has(parent as number)) members.add(pid as number);
  }
  return rows
    .filter(([pid]) => members.has(pid as number))
    .map(([pid, , rss]) => ({ pid: pid as number, resident: (rss as number) * 1024 }));
}

/** Ends a process, its group and everything below it, at once. */
export function killTree(root: number): void {
  for (let round = 0; round < ROUNDS; round += 1) {
    const below = processesBelow(root);
    if (below.length === 0) break;
    // All stand still before the first is ended, so that none can start another in its place.
    for (const pid of below) signal(pid, 'SIGSTOP');
    for (const pid of below) signal(pid, 'SIGKILL');
  }
  for (const pid of [-root, root]) signal(pid, 'SIGKILL');
}

/**
 * Ends all processes that were started with this variable, wherever they are now. Linux only.
 * @returns how many
 */
export function killMarked(variable: string, value: string): number {
  if (process.platform !== 'linux') return 0;
  const marked = `${variable}=${value}`;
  let ended = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'latin1').split('\0');
      if (environment.includes(marked) && signal(Number(name), 'SIGKILL')) ended += 1;
    } catch {
      // It ended, or it belongs to another user.
    }
  }
  return ended;
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    // Already gone.
    return false;
  }
}
