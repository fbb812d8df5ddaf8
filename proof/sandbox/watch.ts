import { lstatSync, opendirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { processTree, type TreeMember, treeWorkMs } from '../../platform/process-tree.ts';
import { type LimitName, type Limits, withDefaults } from './limits.ts';

/** How often the tree of a running task is looked at, in milliseconds. */
const WATCH_MS = process.platform === 'linux' ? 100 : 500;
/** How often its output folders are measured, in milliseconds; less often when that takes long. */
const MEASURE_MS = 500;
/** A tenth of the time at most goes into measuring. */
const SHARE = 10;
/** Over which time it is looked at whether a task works, in milliseconds. */
const WORK_MS = 2_000;
/** The part of that time on a processor from which on it does: what only tries to connect again and again stays below. */
const WORKING = 0.02;

export interface Watched {
  pid: number;
  limits: Limits;
  writable: string[];
  /** Whether it has a `/tmp` of its own, made of memory. */
  ownTmp: boolean;
  /** When it last printed, by `performance.now()`. */
  printedAt(): number;
  over(limit: LimitName): void;
}

export interface Watch {
  peakBytes(): number;
  stop(): void;
}

/** Watches what a task uses until it is stopped. */
export function watchTask({ pid, limits, writable, ownTmp, printedAt, over }: Watched): Watch {
  const { memoryBytes, processes, outputBytes, files, idleMs } = withDefaults(limits);
  const idleFor = Number.isFinite(idleMs) ? watchWork(pid) : () => 0;
  let peak = 0;
  let measureAt = performance.now() + MEASURE_MS;
  const timer = setInterval(() => {
    const members = processTree(pid);
    const temporary = ownTmp ? temporaryFiles(members, memoryBytes) : { bytes: 0, files: 0 };
    const total = members.reduce((sum, member) => sum + member.resident, temporary.bytes);
    peak = Math.max(peak, total);
    if (total > memoryBytes) over('memory');
    if (members.length > processes) over('processes');
    if (temporary.files > files) over('files');
    if (Math.min(idleFor(), performance.now() - printedAt()) > idleMs) over('idle');
    const began = performance.now();
    if (began < measureAt || writable.length === 0) return;
    for (const folder of writable) {
      const size = measure(folder, { bytes: outputBytes, files });
      if (size.bytes > outputBytes) over('output');
      if (size.files > files) over('files');
    }
    const ended = performance.now();
    measureAt = ended + Math.max(MEASURE_MS, (ended - began) * SHARE);
  }, WATCH_MS);
  return { peakBytes: () => peak, stop: () => clearInterval(timer) };
}

/** For how long a process and all below it have used next to no processor; always 0 where the system does not say. */
function watchWork(pid: number): () => number {
  let last = { at: performance.now(), workMs: treeWorkMs(pid) };
  let busyAt = last.at;
  return () => {
    const now = performance.now();
    if (now - last.at < WORK_MS) return now - busyAt;
    const workMs = treeWorkMs(pid);
    // What ended takes its time with it.
    const isBusy =
      workMs === null || last.workMs === null || Math.abs(workMs - last.workMs) > WORKING * (now - last.at);
    last = { at: now, workMs };
    if (isBusy) busyAt = now;
    return now - busyAt;
  };
}

interface Size {
  bytes: number;
  files: number;
}

/** What lies in the sandbox's `/tmp` and `/dev/shm`, by way of a process that is in it. */
function temporaryFiles(members: TreeMember[], memoryBytes: number): Size {
  const total = { bytes: 0, files: 0 };
  for (const folder of ['tmp', 'dev/shm']) {
    for (const { pid } of members.toReversed()) {
      try {
        const { blocks, bfree, bsize, files, ffree } = statfsSync(`/proc/${pid}/root/${folder}`);
        // While it is being set up, a process still has the folders of the machine.
        if (blocks * bsize > memoryBytes + bsize || blocks === 0) continue;
        total.bytes += (blocks - bfree) * bsize;
        total.files += files - ffree;
        break;
      } catch {
        // It ended, or it may not be looked at.
      }
    }
  }
  return total;
}

/** Adds up a folder, until it is more than this. */
function measure(folder: string, most: Size): Size {
  const size = { bytes: 0, files: 0 };
  const open = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    try {
      const entries = opendirSync(next);
      try {
        for (let entry = entries.readSync(); entry; entry = entries.readSync()) {
          size.files += 1;
          const path = join(next, entry.name);
          if (entry.isDirectory()) open.push(path);
          else size.bytes += lstatSync(path).size;
          if (size.bytes > most.bytes || size.files > most.files) return size;
        }
      } finally {
        entries.closeSync();
      }
    } catch {
      // It was removed while we looked.
    }
  }
  return size;
}
