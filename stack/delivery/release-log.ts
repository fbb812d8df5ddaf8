import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { lossyWriter } from '../../platform/lossy-writer.ts';

/** What one release prints: written to its file, and passed on line by line. */
export interface ReleaseLog {
  write(text: string): void;
  /** The last lines, for a message about a release that did not come up. */
  tail(): string;
  readonly path: string;
}

const TAIL_CHARACTERS = 3_000;

/**
 * @param maxBytes the file is set aside as `<path>.1` when it reaches this size, so a release keeps at most twice that
 * @param onLine gets whole lines, without their end
 */
export function createReleaseLog(path: string, maxBytes: number, onLine: (line: string) => void): ReleaseLog {
  mkdirSync(dirname(path), { recursive: true });
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  let partial = '';
  let tail = '';
  const file = lossyWriter((text) => {
    if (size >= maxBytes) {
      renameSync(path, `${path}.1`);
      size = 0;
    }
    appendFileSync(path, text);
    size += Buffer.byteLength(text);
  });
  return {
    path,
    write(text) {
      file.write(text);
      tail = (tail + text).slice(-TAIL_CHARACTERS);
      const lines = (partial + text).split('\n');
      partial = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    },
    tail: () => tail.trim(),
  };
}
