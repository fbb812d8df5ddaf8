import type { Frame } from '../../../domain/discovered.ts';
import { readFrames, type ServiceFiles } from '../../../domain/failure/read-frames.ts';
import { parseStack } from '../../../platform/parse-stack.ts';

/** Distinct stacks that are remembered for the files of one commit. */
const MOST = 1_000;
/** Longer stacks are read each time: their texts would fill the memory. */
const LONGEST = 16_000;

/** The frames of a stack, the throwing one first. Equal places give the same object. */
export type ReadStack = (stack: string, files: ServiceFiles | null) => readonly Frame[];

/** Reads each distinct stack once: those of a storm differ in their messages only. */
export function createReadStack(): ReadStack {
  const unread = new Map<string, readonly Frame[]>();
  const known = new WeakMap<ServiceFiles, Map<string, readonly Frame[]>>();

  return (stack, files) => {
    const text = placesOf(stack);
    if (text.length > LONGEST) return readFrames(parseStack(text), files);
    const own = files === null ? unread : (known.get(files) ?? new Map<string, readonly Frame[]>());
    if (files !== null) known.set(files, own);
    const found = own.get(text);
    if (found) return found;
    const frames = readFrames(parseStack(text), files);
    own.set(text, frames);
    if (own.size > MOST) own.delete(own.keys().next().value as string);
    return frames;
  };
}

/** A stack of V8 without the message in front of it; another stack as it is. */
function placesOf(stack: string): string {
  const at = stack.search(/^\s+at /m);
  return at < 0 || /^Traceback /m.test(stack) ? stack : stack.slice(at);
}
