import { parse } from 'stacktrace-parser';
import type { StackFrame } from '../domain/failure/place-of.ts';

/** Longer lines, and more of them, are no stack of an engine. */
const LONGEST_LINE = 1_000;
const MOST_LINES = 200;
const FRAME = /^\s*at\s/;
/** What follows belongs to another error. */
const CAUSE = /^\s*(?:\[?cause\]?\s*:|caused by\b|\[errors\]:)/i;
const PYTHON = /^Traceback \(most recent call last\):/m;
const PYTHON_FRAME = /^\s+File "([^"\n]{1,900})", line (\d{1,9})(?:, in (\S{1,200}))?/;

/** The frames of an error's stack, of V8 or of Python, the throwing one first. Causes are left out. */
export function parseStack(stack: string): StackFrame[] {
  if (PYTHON.test(stack)) return pythonFrames(stack);
  const lines: string[] = [];
  for (const line of stack.split('\n', MOST_LINES)) {
    if (CAUSE.test(line)) break;
    if (FRAME.test(line) && line.length <= LONGEST_LINE) lines.push(line);
  }
  return parse(lines.join('\n')).map(({ file, methodName, lineNumber, column }) => ({
    file: file ?? null,
    function: methodName === '<unknown>' ? null : methodName,
    line: lineNumber ?? null,
    column: column ?? null,
  }));
}

/** The last traceback is that of the error itself; those before it are causes. Its last frame threw. */
function pythonFrames(stack: string): StackFrame[] {
  const own = stack.split(PYTHON).at(-1) ?? '';
  const frames = own.split('\n', MOST_LINES * 2).flatMap((line) => {
    const [, file, number, name] = PYTHON_FRAME.exec(line.slice(0, LONGEST_LINE)) ?? [];
    return file ? [{ file, function: name ?? null, line: Number(number), column: null }] : [];
  });
  return frames.reverse();
}

/** The class that a stack begins with: `TypeError: x is not a function`. Null: it begins otherwise. */
export function classOfStack(stack: string): string | null {
  return /^(?:Uncaught )?([\w$.]{1,200})(?: \[[^\]\n]{1,100}\])?(?::|\n|$)/.exec(stack)?.[1] ?? null;
}
