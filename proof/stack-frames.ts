import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Failure } from '../domain/evidence.ts';
import { mapToSources } from './frames/to-source.ts';
import { plainLines } from './plain-lines.ts';

/** An error as a program printed it. */
export interface PrintedError {
  errorClass: string | null;
  message: string;
  /** Its own frames, then those of its causes and of the errors that it holds. */
  frames: Failure['frames'];
  /** The line before it, which may name the route or reason. */
  before: string;
}

// `util.inspect` opens an error's properties behind the last frame, and lists errors with commas.
const FRAME =
  /^\s+at (?:async )?(?:(?<symbol>.+?) \()?(?<place>(?:file:\/\/)?\/[^()]*?):(?<line>\d+):(?<column>\d+)\)?(?: \{|,|\s*\])*$/;
const AT = /^\s+at /;
/** Stands for frames that two stacks share. */
const SHARED = /^\s+\.\.\. \d+ lines matching cause stack trace \.\.\.$/;
const HEADER = /^\s*(?:Uncaught |\[cause\]: )?(?<name>[A-Za-z_$][\w$.]*)(?: \[[^\]]*\])?: (?<message>.*)$/;
/** An error behind a logger's text: `console.error('text', error)`. */
const BEHIND_TEXT = /^.*?[\s'"](?<name>[\w$.]*(?:[Ee]rror|Exception))(?: \[[^\]]*\])?: (?<message>.*)$/;
/** A name alone is what an error without a message prints. */
const BARE = /^(?:.*\s)?(?<name>[A-Z][\w$]*(?:Error|Exception))$/;
const NESTED = /^\s+|^caused by: /i;
/** The first line of a syntax error: only a place. */
const PLACE = /^(?<place>(?:file:\/\/)?\/[^()]*?):(?<line>\d+)$/;
/** A header that can be nothing else. */
const ERROR_HEADER = /^(?:Uncaught )?[A-Za-z_$][\w$.]*(?:Error|Exception)(?: \[[^\]]*\])?: /;
/** Lines of the longest message, such as a difference that an assertion prints. */
const LONG_MESSAGE = 200;
/** Lines of a message that are looked through for its first one. */
const MESSAGE_LINES = 12;

/**
 * The errors with a stack in what a program wrote, oldest first, also inside of JSON lines. A cause stands behind the
 * error that it caused, and its frames count for both. A frame in a file that the build wrote is that of its source.
 * @param folder the worktree; frames outside of it and in packages are left out
 */
export function printedErrors(output: string, folder: string): PrintedError[] {
  // NestJS and others colour the stacks that they print, wherever they print them.
  const lines = plainLines(stripVTControlCharacters(output));
  const toSource = mapToSources(folder);
  const errors: PrintedError[] = [];
  let outer: PrintedError | null = null;
  for (let index = 0; index < lines.length; index += 1) {
    if (!AT.test(lines[index] ?? '')) continue;
    const header = headerBefore(lines, index);
    const frames: Failure['frames'] = [];
    for (; AT.test(lines[index] ?? '') || SHARED.test(lines[index] ?? ''); index += 1) {
      const frame = frameOf(lines[index] ?? '', folder);
      if (frame) frames.push(toSource(frame));
    }
    // A syntax error has no frame of its own, only a place above it.
    if (frames.length === 0) frames.push(...header.places(folder));
    const error = { errorClass: header.name, message: header.message, frames, before: header.before };
    errors.push(error);
    if (header.nested && outer) outer.frames.push(...frames);
    else outer = error;
  }
  return errors;
}

/** Frames in these files first, the rest as it was. */
export function allowedFirst(frames: Failure['frames'], allowedFiles: string[]): Failure['frames'] {
  const isAllowed = (frame: Failure['frames'][number]) => allowedFiles.includes(frame.path);
  return [...frames.filter(isAllowed), ...frames.filter((frame) => !isAllowed(frame))];
}

function frameOf(line: string, folder: string): Failure['frames'][number] | null {
  const { symbol, place, line: row, column } = FRAME.exec(line)?.groups ?? {};
  const path = place && pathIn(place, folder);
  if (!path) return null;
  return { path, line: Number(row), column: Number(column), symbol: symbol ?? null };
}

function pathIn(place: string, folder: string): string | null {
  const path = relative(folder, place.startsWith('file:') ? fileURLToPath(place) : place);
  if (path.startsWith('..') || isAbsolute(path) || path.startsWith('node_modules/')) return null;
  return path;
}

function headerBefore(lines: string[], index: number) {
  const far = farHeader(lines, index);
  for (let at = far ?? index - 1; at >= Math.max(0, (far ?? index) - MESSAGE_LINES); at -= 1) {
    const line = lines[at] ?? '';
    if (AT.test(line)) break;
    const found = HEADER.exec(line) ?? BEHIND_TEXT.exec(line) ?? (at === index - 1 ? BARE.exec(line) : null);
    const { name, message = '' } = found?.groups ?? {};
    if (name === undefined) continue;
    const text = [message, ...lines.slice(at + 1, index)].join('\n').trim();
    return {
      name,
      message: text,
      nested: NESTED.test(line),
      before: found && HEADER.test(line) ? (lines[at - 1] ?? '') : line,
      places: (folder: string) => places(lines, at, folder),
    };
  }
  return {
    name: null,
    message: (lines[index - 1] ?? '').trim(),
    nested: false,
    before: '',
    places: () => [],
  };
}

/**
 * The line of an error that names its class and is followed by a long message, such as the difference of two objects,
 * whose lines look like headers themselves. Null where the header is near.
 */
function farHeader(lines: string[], index: number): number | null {
  for (let at = index - 1; at >= Math.max(0, index - LONG_MESSAGE); at -= 1) {
    const line = lines[at] ?? '';
    if (AT.test(line)) return null;
    if (at === index - 1 && HEADER.test(line) && !/^\s/.test(line)) return null;
    if (ERROR_HEADER.test(line)) return at;
  }
  return null;
}

function places(lines: string[], header: number, folder: string): Failure['frames'] {
  for (let at = header - 1; at >= Math.max(0, header - 6); at -= 1) {
    const { place, line } = PLACE.exec(lines[at] ?? '')?.groups ?? {};
    const path = place && pathIn(place, folder);
    if (path) return [{ path, line: Number(line), column: 1, symbol: null }];
  }
  return [];
}
