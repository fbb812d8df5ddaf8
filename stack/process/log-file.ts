import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface LogFile {
  readonly path: string;
  write(text: string | Buffer): void;
  /** The last lines. */
  tail(lines: number): string;
}

/** A log of bounded size: when it is full it becomes `<path>.1`, replacing the one before. */
export function openLog(path: string, maxBytes = 5 * 1024 * 1024): LogFile {
  mkdirSync(dirname(path), { recursive: true });
  let size = existsSync(path) ? statSync(path).size : 0;
  return {
    path,
    write(text) {
      if (text.length === 0) return;
      if (size > maxBytes) {
        renameSync(path, `${path}.1`);
        size = 0;
      }
      appendFileSync(path, text);
      size += text.length;
    },
    tail(lines) {
      if (!existsSync(path)) return '';
      return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
    },
  };
}
