import { findSourceMap } from 'node:module';
import { guarded } from './guarded.ts';

const PLACE = /((?:file:\/\/)?\/[^\s():]+|file:[^\s()]+?):(\d+):(\d+)/;

/**
 * The frames with the places of the sources, where Node knows the source maps (`--enable-source-maps`). A debugger, unlike
 * an error, shows the places of the program as it was built.
 * @param stack a frame a line
 */
export function mapPlaces(stack: string): string {
  return stack.split('\n').map(mapFrame).join('\n');
}

function mapFrame(frame: string): string {
  const [found, file = '', line, column] = PLACE.exec(frame) ?? [];
  if (!found) return frame;
  let mapped = frame;
  guarded(() => {
    const entry = findSourceMap(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!entry || !('originalSource' in entry)) return;
    const { originalSource, originalLine, originalColumn } = entry;
    mapped = frame.replace(found, () => `${originalSource}:${originalLine + 1}:${originalColumn + 1}`);
  });
  return mapped;
}
