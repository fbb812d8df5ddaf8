import { posix } from 'node:path';
import { AnyMap, LEAST_UPPER_BOUND, originalPositionFor, type TraceMap } from '@jridgewell/trace-mapping';
import type { StackFrame } from '../../domain/failure/place-of.ts';
import { readInside } from './read-inside.ts';

/** Larger maps, and larger scripts, are not read, in bytes: their JSON takes several times as much memory. */
const LONGEST = 32 * 1024 * 1024;
const COMMENT = '//# sourceMappingURL=';

/** A place of a source, line and column from 1. */
export interface Origin {
  source: string;
  line: number;
  column: number;
}

/** The source map of a built file; null: the build wrote none, or it cannot be read. */
export function readSourceMap(folder: string, file: string): TraceMap | null {
  const script = readInside(folder, file, LONGEST) ?? '';
  const at = script.lastIndexOf(COMMENT);
  const [url = ''] = at < 0 ? [] : script.slice(at + COMMENT.length).split(/\s/, 1);
  const inline = /^data:application\/json[^,]*?(;base64)?,/.exec(url);
  if (inline) {
    const data = url.slice(inline[0].length);
    return parsed(inline[1] ? Buffer.from(data, 'base64').toString('utf8') : decoded(data), file);
  }
  // A build may leave the comment out, and may name another place on a server.
  const named = url === '' || /^\w+:/.test(url) ? null : posix.join(posix.dirname(file), decoded(url));
  for (const path of named === null ? [`${file}.map`] : [named, `${file}.map`]) {
    const text = readInside(folder, path, LONGEST);
    if (text !== null) return parsed(text, path);
  }
  return null;
}

/** Where a place of the built file comes from; null: the map names no source for it. */
export function originOf(
  map: TraceMap,
  { line, column }: Pick<StackFrame, 'line' | 'column'>,
): Origin | null {
  if (line === null || line < 1) return null;
  // Stacks count columns from 1, maps from 0; a stack without columns means the first of its line.
  const found =
    column === null || column < 1
      ? originalPositionFor(map, { line, column: 0, bias: LEAST_UPPER_BOUND })
      : originalPositionFor(map, { line, column: column - 1 });
  return found.source === null ? null : { source: found.source, line: found.line, column: found.column + 1 };
}

/** The map with its sources relative to the repository's root, where the map names them relative to itself. */
function parsed(text: string, path: string): TraceMap | null {
  try {
    return new AnyMap(text.replace(/^\)\]\}'[^\n]*\n/, ''), path);
  } catch {
    return null;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
