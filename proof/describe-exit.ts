import { describeLimit } from './sandbox/limits.ts';
import type { SandboxExit } from './sandbox/run.ts';

/** How a program ended, in words. */
export function describeExit({ ended, code, limits }: SandboxExit): string {
  if (ended === 'unstarted') return 'its command could not be run';
  if (ended !== 'exit' && ended !== 'killed') return describeLimit(ended, limits);
  return code === null ? 'it was ended by a signal' : `it ended with exit code ${code}`;
}
