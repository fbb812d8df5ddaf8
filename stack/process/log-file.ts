import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { lossyWriter } from '../../platform/lossy-writer.ts';

export interface LogFile {
  readonly path: string;
  write(text: string | Buffer): void;
  /** The last lines. */
  tail(lines: number): string;
}

/**
 * A log of bounded size: when it is full it becomes `<path>.1`, replacing the one before. It loses what the disk does not
 * take.
 * @param append for tests: writes to the file
 */
export function openLog(path: string, maxBytes = 5 * 1024 * 1024, append = appendFileSync): LogFile {
  mkdirSync(dirname(path), { recursive: true });
  let size = existsSync(path) ? statSync(path).size : 0;
  const { write } = lossyWriter((text) => {
    if (size > maxBytes) {
      renameSync(path, `${path}.1`);
      size = 0;
    }
    append(path, text);
    size += text.length;
  });
  return {
    path,
    write(text) {
      if (text.length > 0) write(text);
    },
    tail(lines) {
      if (!existsSync(path)) return '';
      return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
    },
  };
}
