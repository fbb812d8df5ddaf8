import type { Frame } from '../discovered.ts';
import type { FileIndex } from './file-index.ts';
import { functionName } from './function-name.ts';
import { mapFile } from './map-file.ts';
import { placeOf, type StackFrame } from './place-of.ts';

/** Deeper stacks repeat themselves. */
const MOST = 100;
const LONGEST = 500;

/** The files of a service's repository. */
export interface ServiceFiles {
  index: FileIndex;
  /** The service's folder, from the repository's root; `''` is the root. */
  root: string;
}

/**
 * The frames of a stack with the files of the repository that they are in. A file that cannot be told is not guessed:
 * its frame says why.
 * @param frames the throwing one first
 * @param files null: the repository was not read yet
 */
export function readFrames(frames: readonly StackFrame[], files: ServiceFiles | null): Frame[] {
  return frames.slice(0, MOST).map((frame) => {
    const { path, foreign } = placeOf(frame.file);
    const name = functionName(frame.function);
    // What no file has as a line would make the whole fault unreadable.
    const line = Number.isSafeInteger(frame.line) ? frame.line : null;
    const known = { function: name?.slice(0, LONGEST) ?? null, line };
    if (foreign !== null)
      return { ...known, file: path.slice(0, LONGEST), inApp: false, mapped: false, why: foreign };
    if (!files) {
      return {
        ...known,
        file: path.slice(0, LONGEST),
        inApp: true,
        mapped: false,
        why: 'The repository was not read yet.',
      };
    }
    const found = mapFile(path, files.index, files.root);
    return 'file' in found
      ? { ...known, file: found.file, inApp: true, mapped: true, why: found.byName ? byName(path) : null }
      : { ...known, file: path.slice(0, LONGEST), inApp: true, mapped: false, why: found.why };
  });
}

/** A line of a script that a build wrote is not a line of its source. */
function byName(path: string): string {
  return `By name: a build writes ${path.slice(-100)} from it; the line is of the built file.`;
}
