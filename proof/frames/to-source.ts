import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TraceMap } from '@jridgewell/trace-mapping';
import type { Failure } from '../../domain/evidence.ts';
import { originOf, readSourceMap } from './source-map.ts';

type Frame = Failure['frames'][number];

/**
 * Leads frames in files that the build of a worktree wrote to the sources, by the maps that it wrote beside them. A frame that
 * no map leads to a file of the worktree stays as it is. Where Node maps the stacks by itself, nothing is left to do.
 * @param folder the worktree
 */
export function mapToSources(folder: string): (frame: Frame) => Frame {
  const maps = new Map<string, TraceMap | null>();
  return (frame) => {
    if (!/\.[cm]?js$/.test(frame.path)) return frame;
    if (!maps.has(frame.path)) maps.set(frame.path, readSourceMap(folder, frame.path));
    const map = maps.get(frame.path);
    const origin = map && originOf(map, { line: frame.line, column: frame.column ?? null });
    // A package of the same repository may be linked from another folder.
    if (!origin || /^(\/|\.\.\/|\w+:)/.test(origin.source) || !existsSync(join(folder, origin.source)))
      return frame;
    return { ...frame, path: origin.source, line: origin.line, column: origin.column };
  };
}
