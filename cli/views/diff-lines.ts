import { plain } from '../plain-text.ts';
import type { Colours } from '../terminal.ts';

/** A unified diff, coloured as everybody's is. */
export function diffLines(diff: string, colours: Colours): string[] {
  return plain(diff)
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      if (/^(\+\+\+|---|Index|diff|=====)/.test(line)) return colours.dim(line);
      if (line.startsWith('+')) return colours.green(line);
      if (line.startsWith('-')) return colours.red(line);
      return line.startsWith('@@') ? colours.cyan(line) : line;
    });
}
