/** Frames that a place has: `fetch` alone has twenty of Node before those of the code that calls it. */
const DEEPEST_STACK = 40;

/** The file of this program, which is no place of the service's. */
const OWN =
  /\(?((?:file:|\/|[A-Za-z]:)[^()]*):\d+:\d+\)?$/.exec(new Error().stack?.split('\n')[1] ?? '')?.[1] ?? null;

/** Where the code is. The text is made when it is read, which most requests never do. */
export interface Place {
  stack?: string;
}

/**
 * The place of the code under way, for failures that show no error of their own.
 * @param above a function whose own frame, and those that it called, are left out
 */
export function placeOf(above: (...given: never[]) => unknown): Place {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = DEEPEST_STACK;
  const place: Place = {};
  Error.captureStackTrace(place, above);
  Error.stackTraceLimit = before;
  return place;
}

/** Whether a stack has a frame outside of Node, of packages and of the recorder. */
export function hasOwnFrame(stack: string): boolean {
  return stack
    .split('\n')
    .some(
      (line) =>
        /^\s+at .*[\\/].*:\d+:\d+\)?$/.test(line) &&
        !/\bnode:|[\\/]node_modules[\\/]/.test(line) &&
        (OWN === null || !line.includes(OWN)),
    );
}

/** The frames of a place, a line each, without those of the recorder. */
export function framesOf({ stack = '' }: Place): string {
  const frames = stack.split('\n').slice(1);
  return frames.filter((frame) => OWN === null || !frame.includes(OWN)).join('\n');
}
