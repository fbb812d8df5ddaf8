import { readdirSync, readFileSync } from 'node:fs';
import { isRunning, type ProcessIdentity } from '../platform/process-identity.ts';

export interface MemoryUse {
  name: string;
  pid: number;
  /** Processes in its tree, itself included. */
  processes: number;
  /** Resident, with pages shared among processes counted once, in bytes; null where the kernel does not say. */
  pss: number | null;
  /** Resident, shared pages counted in each process, in bytes. */
  rss: number;
}

/**
 * Memory of each process with all that it started, except what is listed itself. Linux only (reads /proc); elsewhere
 * and for a process that has ended: nothing.
 */
export function measureMemory(roots: (ProcessIdentity & { name: string })[]): MemoryUse[] {
  const children = childrenByParent();
  const listed = new Set(roots.map((root) => root.pid));
  return roots.flatMap((root) => {
    if (!isRunning(root) || children.size === 0) return [];
    const pids = [root.pid];
    for (const pid of pids) {
      pids.push(...(children.get(pid) ?? []).filter((child) => !listed.has(child)));
    }
    const sizes = pids.map(readSize);
    return {
      name: root.name,
      pid: root.pid,
      processes: pids.length,
      pss: sizes.some((size) => size.pss === null) ? null : sum(sizes.map((size) => size.pss ?? 0)),
      rss: sum(sizes.map((size) => size.rss)),
    };
  });
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of listProc()) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It has ended since the folder was listed.
    }
  }
  return children;
}

function listProc(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function readSize(pid: number): { pss: number | null; rss: number } {
  const kilobytes = (file: string, field: string) => {
    try {
      const match = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8'));
      return match ? Number(match[1]) * 1024 : null;
    } catch {
      return null;
    }
  };
  return {
    pss: kilobytes(`/proc/${pid}/smaps_rollup`, 'Pss'),
    rss: kilobytes(`/proc/${pid}/status`, 'VmRSS') ?? 0,
  };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
