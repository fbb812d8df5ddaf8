import { url as debuggerUrl } from 'node:inspector';
import { Worker } from 'node:worker_threads';
import { guarded } from './guarded.ts';

/** How often the event loop shows that it turns, in milliseconds. */
export const BEAT_MS = 250;
/** The function that the watchdog calls while the program is stopped. */
export const SNAPSHOT = 'suture-recorder.snapshot';

export interface WatchdogOptions {
  /** The turns of the event loop so far. */
  beats: Int32Array;
  blockedMs: number;
  url: string;
  key: string;
  /** Folder of the spool. */
  folder: string;
  pid: number;
}

/**
 * Starts the thread that notices a blocked event loop, which this thread cannot.
 * @param program the URL of that thread's program
 * @param snapshot gives the recording of the request under way as JSON, null where there is none. `last`: it will be sent
 */
export function watchBlocking(
  program: string,
  options: Omit<WatchdogOptions, 'beats' | 'pid'>,
  snapshot: (stack: string, last: boolean) => string | null,
): void {
  // A person who stops the program in a debugger blocks it.
  if (debuggerUrl()) return;
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS).unref();
  Object.defineProperty(globalThis, Symbol.for(SNAPSHOT), { value: snapshot });
  guarded(() => {
    const worker = new Worker(new URL(program), {
      workerData: { ...options, beats, pid: process.pid } satisfies WatchdogOptions,
      // Not the preloads of the service.
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    });
    worker.on('error', () => {});
    worker.unref();
  });
}
