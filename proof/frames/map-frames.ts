import type { TraceMap } from '@jridgewell/trace-mapping';
import type { Frame } from '../../domain/discovered.ts';
import { functionName } from '../../domain/failure/function-name.ts';
import { mapFile } from '../../domain/failure/map-file.ts';
import { placeOf, type StackFrame } from '../../domain/failure/place-of.ts';
import type { BuiltStack } from '../../domain/ports/prover.ts';
import { type ParsedProgram, parseProgram } from '../checks/program.ts';
import type { BaseJob } from '../tools.ts';
import { type BuiltFiles, builtFilesOf } from './built-files.ts';
import { functionsAt, offsetOf } from './function-at.ts';
import { isOnlySource } from './is-only-source.ts';
import { readInside } from './read-inside.ts';
import { type Origin, originOf, readSourceMap } from './source-map.ts';

/** Longer scripts are not parsed, in bytes: a bundle may have megabytes. */
const LONGEST = 1_000_000;
/** A build may have stages whose maps lead to what an earlier stage wrote. */
const MOST_STAGES = 3;

/**
 * The frames of a stack by the source maps of the commit's own build, made in the sandbox. Null: the build does not write the
 * frame's file. What no map decides is not guessed: its frame says why.
 * @throws SutureError `base_not_buildable`, `install_failed`, `unknown_commit`
 */
export async function mapFrames(job: BaseJob, { frames, isReleased }: BuiltStack): Promise<(Frame | null)[]> {
  const base = await job.bases.take(job.subject);
  try {
    const files = builtFilesOf(base);
    const maps = new Map<string, TraceMap | null>();
    const programs = new Map<string, Promise<ParsedProgram | null>>();
    const mapped: (Frame | null)[] = [];
    for (const frame of frames) mapped.push(await mapFrame(frame));
    return mapped;

    async function mapFrame(frame: StackFrame): Promise<Frame | null> {
      const { path, foreign } = placeOf(frame.file);
      const built = foreign === null ? files.find(path) : null;
      if (built === null) return null;
      const name = functionName(frame.function);
      const unmapped = (why: string): Frame => ({
        ...{ file: path, function: name, line: frame.line, inApp: true, mapped: false, why },
      });
      const shown = `${built.slice(-100)} of the build of ${job.subject.commit.slice(0, 10)}`;
      const map = mapOf(built);
      if (map === null) return byName(frame, built, unmapped, shown);
      const around = await functionsOf(built, frame);
      // Names that a minifier gave say as well which build it was.
      const called = calledIn(frame);
      const fits = called === null || !around || around.some((each) => each === null || each === called);
      if (!fits)
        return unmapped(`Another build wrote it: in ${shown} no function ${called} is at this place.`);
      const isBundle = ownSources(map) > 1;
      if (!isReleased && isBundle && (name === null || !around?.includes(name))) {
        return unmapped(
          'It is a bundle, and the report names no commit, so no map is known to be that of it.',
        );
      }
      const origin = follow(built, frame);
      if (origin === null) return unmapped(`The source map of ${shown} names no source for this place.`);
      const source = placeOf(origin.source.replace(`${base.folder}/`, ''));
      const found = inRepository(source.path, files);
      if (source.foreign !== null || found === null) {
        const why =
          source.foreign ??
          `The source map of ${shown} names ${source.path.slice(-100)}, no file of the commit.`;
        const inApp = source.foreign === null;
        return { file: source.path, function: name, line: origin.line, inApp, mapped: false, why };
      }
      const own = await functionsOf(found, origin);
      return {
        file: found,
        // Where code was inlined, its own function is another than that of the stack.
        function: own === null ? name : functionName(own[0] ?? null),
        line: origin.line,
        inApp: true,
        mapped: true,
        why: isReleased ? null : 'By the build of the newest commit, since the report names none.',
      };
    }

    async function byName(
      { line }: StackFrame,
      built: string,
      unmapped: (why: string) => Frame,
      shown: string,
    ): Promise<Frame> {
      const none = unmapped(`The build writes no source map of it: ${shown}.`);
      const found = mapFile(`/${built}`, files.sources.index, files.sources.root);
      if (!('file' in found)) return none;
      const [script, source] = await Promise.all([programOf(built), programOf(found.file)]);
      if (!script || !source || !isOnlySource(source, script)) return none;
      const why =
        'By name: the build writes no map of it, and all of its functions are in this file; the line is of the built file.';
      return { ...none, file: found.file, line, mapped: true, why };
    }

    function mapOf(file: string): TraceMap | null {
      if (!maps.has(file)) maps.set(file, readSourceMap(base.folder, file));
      return maps.get(file) ?? null;
    }

    function follow(file: string, place: StackFrame): Origin | null {
      let origin: Origin | null = null;
      let at: string | null = file;
      for (let stage = 0; at !== null && stage < MOST_STAGES; stage += 1) {
        const map = mapOf(at);
        const next: Origin | null = map === null ? null : originOf(map, origin ?? place);
        if (next === null) break;
        origin = next;
        at = files.sources.index.has(next.source) ? null : files.find(next.source);
      }
      return origin;
    }

    /** Null: the text cannot be read. */
    async function functionsOf(file: string, { line, column }: Pick<StackFrame, 'line' | 'column'>) {
      const program = await programOf(file);
      const offset = program && line !== null ? offsetOf(program.text, line, column ?? 1) : null;
      return program && offset !== null ? functionsAt(program, offset) : null;
    }

    function programOf(file: string): Promise<ParsedProgram | null> {
      const known = programs.get(file) ?? parsed(file);
      programs.set(file, known);
      return known;
    }

    async function parsed(path: string): Promise<ParsedProgram | null> {
      const content = readInside(base.folder, path, LONGEST);
      if (content === null || (await job.tools.guard.unreadable([{ path, content }])).length > 0) return null;
      try {
        return parseProgram(path, content);
      } catch {
        return null;
      }
    }
  } finally {
    base.release();
  }
}

/** The name in the stack without what an engine puts around it; null: it has none, or a path of several. */
function calledIn({ function: name }: StackFrame): string | null {
  return /^(?:(?:async|new) )?(?:[\w$]+\.)*([\w$]+)$/.exec(name ?? '')?.[1] ?? null;
}

/** Sources that are the service's own code. */
function ownSources({ resolvedSources }: TraceMap): number {
  return resolvedSources.filter((source) => source !== null && placeOf(source).foreign === null).length;
}

function inRepository(path: string, { sources }: BuiltFiles): string | null {
  if (sources.index.has(path)) return path;
  const found = mapFile(path, sources.index, sources.root);
  return 'file' in found && !found.byName ? found.file : null;
}
