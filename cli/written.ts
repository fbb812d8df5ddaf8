import type { Writable } from 'node:stream';

/**
 * Resolves once a stream has handed on all that was written to it, or its reader is gone. A pipe takes 64 KiB at once, and
 * a process that exits loses what is still waiting.
 */
export function written(stream: Writable): Promise<void> {
  return new Promise((resolve) => void stream.write('', () => resolve()));
}
