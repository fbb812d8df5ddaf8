import { writeSync } from 'node:fs';

const STDERR = 2;

/** Writes one line to stderr. A line that a full disk or a closed pipe does not take is lost; the service lives on. */
export function writeLine(line: string, write: (fd: number, text: string) => unknown = writeSync): void {
  try {
    // Not by the stream of the process: its errors would reach the service, and end it.
    write(STDERR, `${line}\n`);
  } catch {
    // Nobody is left to tell.
  }
}
