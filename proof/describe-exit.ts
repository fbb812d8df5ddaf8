import type { SandboxExit } from './sandbox/run.ts';

/** How a program ended, in words. */
export function describeExit({ ended, code }: SandboxExit, memoryBytes: number): string {
  if (ended === 'memory') return `it used more than ${Math.round(memoryBytes / 1024 / 1024)} MiB of memory`;
  if (ended === 'time') return 'it ran out of time';
  if (ended === 'unstarted') return 'its command could not be run';
  return code === null ? 'it was ended by a signal' : `it ended with exit code ${code}`;
}
