import { existsSync } from 'node:fs';

const MIB = 1024 * 1024;
const PRLIMIT = '/usr/bin/prlimit';
/** The largest single file, in bytes. */
const FILE_BYTES = 512 * MIB;
/** Open files of one process. Node asks for all that it may have. */
const OPEN_FILES = 4_096;
/** Of all programs of one user in sandboxes, threads included: it stops a fork bomb between two looks at the tree. */
const THREADS = 4_096;

/**
 * The start of a command that sets the limits which the kernel keeps for each process; empty without util-linux. The
 * watcher keeps those of the whole tree.
 * @param ownUser whether the user runs nothing but sandboxes: only then are its threads counted
 */
export function underLimits(ownUser: boolean): string[] {
  if (!existsSync(PRLIMIT)) return [];
  return [
    PRLIMIT,
    ...['--core=0', '--msgqueue=0', `--fsize=${FILE_BYTES}`, `--nofile=${OPEN_FILES}`],
    ...(ownUser ? [`--nproc=${THREADS}`] : []),
    '--',
  ];
}

/** What a task may use. The last ones have a default, see `LIMITS`. */
export interface Limits {
  /** Resident memory of all processes together, and the files in `/tmp` and `/dev/shm`, in bytes. */
  memoryBytes: number;
  /** Wall time in milliseconds. */
  timeMs: number;
  /** Processes at one time. */
  processes?: number;
  /** All files in one writable folder together, in bytes. */
  outputBytes?: number;
  /** Files and folders in one writable folder, or in `/tmp`. */
  files?: number;
  /** What it prints, in bytes. */
  printedBytes?: number;
  /** How long it may print nothing and leave the processor alone, in milliseconds. */
  idleMs?: number;
}

/** Far above what builds of large services take: Next.js writes some 300 MiB and 10,000 files, tsc and esbuild start under 20 processes. */
const LIMITS = {
  processes: 256,
  outputBytes: 1_024 * MIB,
  files: 50_000,
  printedBytes: 64 * MIB,
  // A service waits for requests.
  idleMs: Number.POSITIVE_INFINITY,
};

/** The limits with their defaults. */
export function withDefaults(limits: Limits): Required<Limits> {
  return { ...LIMITS, ...limits };
}

/** Which limit a task went over. */
export type LimitName = 'memory' | 'time' | 'processes' | 'output' | 'files' | 'printed' | 'idle' | 'unsafe';

/** The sentence about a task that went over a limit, without its subject. */
export function describeLimit(name: LimitName, limits: Limits): string {
  const { memoryBytes, processes, outputBytes, files, printedBytes, idleMs } = withDefaults(limits);
  const mib = (bytes: number) => `${Math.round(bytes / MIB)} MiB`;
  switch (name) {
    case 'time':
      return 'it ran out of time';
    case 'memory':
      return `it used more than ${mib(memoryBytes)} of memory, the files in /tmp and /dev/shm included`;
    case 'processes':
      return `it ran more than ${processes} processes at once`;
    case 'output':
      return `it wrote more than ${mib(outputBytes)} into an output folder`;
    case 'files':
      return `it created more than ${files} files`;
    case 'unsafe':
      return 'its output folders hold files that cannot be made safe to use';
    case 'idle':
      return `it printed nothing and used no processor for ${Math.round(idleMs / 1_000)} s`;
    case 'printed':
      return `it printed more than ${mib(printedBytes)}`;
  }
}
