import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endedAlone } from './mark-living.ts';
import { parseRecording, type Recording } from './recording.ts';
import { runs } from './spool.ts';

const NAME = /^(blocked|fatal|living)\.(\d+)\.json$/;

/** Lets Node write where the program was and how much memory it had when it ends for lack of memory. */
export function reportFatalErrors(folder: string): void {
  const { report } = process;
  // Who asks for reports already gets them where they are wanted.
  if (!report || report.reportOnFatalError) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  report.reportOnFatalError = true;
  // Node 22.13 and newer leave out the variables of the process, which nobody asks for.
  if ('excludeEnv' in report) (report as { excludeEnv: boolean }).excludeEnv = true;
  report.directory = folder;
  report.filename = `fatal.${process.pid}.json`;
}

/**
 * Puts into the spool what is known of processes that ended without a chance to say so: for lack of memory, by a signal
 * while the event loop was blocked, or by one that no program can take.
 * @param make a recording without a request
 */
export function findPastDeaths(folder: string, make: (message: string) => Recording): void {
  const deaths = new Map<string, Death>();
  for (const name of readdirSync(folder)) {
    const [, sort, pid = ''] = NAME.exec(name) ?? [];
    // In a container the process before had the same id.
    if (!sort || (Number(pid) !== process.pid && runs(Number(pid)))) continue;
    const file = join(folder, name);
    try {
      const text = readFileSync(file, 'utf8');
      const known = deaths.get(pid) ?? {};
      if (sort === 'blocked') known.blocked = parseRecording(text);
      else if (sort === 'fatal') known.fatal = JSON.parse(text) as Fatal;
      else known.alone = endedAlone(text);
      if (Object.values(known).some(Boolean)) deaths.set(pid, known);
    } catch {
      // The process ended while it wrote.
    }
    // A report of Node holds the variables of the process.
    rmSync(file, { force: true });
  }
  for (const death of deaths.values()) {
    const recording = describe(death, make);
    const file = join(folder, `${Date.now()}-${randomUUID()}.${process.pid}.json`);
    writeFileSync(file, JSON.stringify(recording), { mode: 0o600 });
  }
}

/** The parts of a report of Node that are used. */
interface Fatal {
  header?: { event?: string };
  javascriptStack?: { stack?: string[] };
  javascriptHeap?: { usedMemory?: number; memoryLimit?: number; heapSpaces?: unknown };
}

/** What a process left that ended. */
interface Death {
  blocked?: Recording;
  fatal?: Fatal;
  /** Whether it ended without a word. */
  alone?: boolean;
}

function describe({ blocked, fatal }: Death, make: (message: string) => Recording): Recording {
  const megabytes = (bytes = 0) => Math.round(bytes / 1024 / 1024);
  const heap = fatal?.javascriptHeap;
  let message =
    'The process ended without a word: killed (SIGKILL), as for the memory of its machine, or broken outside of JavaScript (SIGSEGV, SIGABRT).';
  if (blocked) message = 'The process was ended by a signal while its event loop was blocked.';
  if (fatal)
    message = `The process ended for lack of memory: ${megabytes(heap?.usedMemory)} of ${megabytes(heap?.memoryLimit)} MB were in use.`;
  const frames = fatal?.javascriptStack?.stack
    ?.map((line) => `    ${line.trim()}`)
    .filter((line) => / at /.test(line));
  const errorClass = fatal ? 'OutOfMemory' : 'ProcessKilled';
  const known = blocked ?? make(message);
  const stack = known.stack ?? (frames?.length ? `${errorClass}: ${message}\n${frames.join('\n')}` : null);
  return {
    ...known,
    kind: 'crash',
    reason: fatal ? 'out_of_memory' : 'killed',
    errorClass,
    message,
    stack,
    errors: [{ class: errorClass, message, stack, handled: false }],
  };
}
