import { guarded, wrap } from './guarded.ts';
import { noteError, noteLog, type Requests } from './underway.ts';

/** Longest text that is searched for a stack, in characters. */
const LONGEST = 20_000;
/** A class, a message and the first frame, as Node writes them, behind what a logger writes first: a time, a level. */
const STACK =
  /(?:^|\n)(?:[^\n]{0,200}?[\s:|\]])??(?:Uncaught )?([A-Z][\w$.]*(?:Error|Exception|Fault)|Error)(?: \[\w+\])?(?:: ([\s\S]*?))?((?:\n\s+at [^\n]+)+)/;

/** Most lines of a log hold none, so this must be quick. */
const HOLDS_STACK = /(?:\n|\\n) {4}at /;

/** An error of which only its text is known. */
class Logged extends Error {
  constructor(name: string, message: string, stack: string) {
    super(message);
    this.name = name;
    this.stack = stack;
  }
}

/** Notes what the service logs while it works on a request: errors that it hands to `console`, and stacks in its output. */
export function watchLogs({ storage }: Requests): void {
  for (const name of ['error', 'warn'] as const) {
    wrap(console, name, (original) => {
      return function (this: unknown, ...given: unknown[]) {
        guarded(() => {
          const one = storage.getStore();
          if (!one) return;
          for (const each of given) {
            if (typeof each === 'string') noteLog(one, each);
            const error = errorIn(each);
            if (error) noteError(one, 'logged', error);
          }
        });
        return original.apply(this, given);
      };
    });
  }
  for (const stream of [process.stdout, process.stderr]) {
    wrap(stream, 'write', (write) => {
      return function (this: unknown, ...given: unknown[]) {
        const [text] = given;
        if (typeof text === 'string' && HOLDS_STACK.test(text)) {
          guarded(() => {
            const one = storage.getStore();
            // An error that was handed on whole says more than its text.
            if (one && one.logged === null) noteError(one, 'logged', errorIn(text));
          });
        }
        return write.apply(this, given);
      };
    });
  }
}

/** Notes the errors that `pino` writes: it writes to the file itself. */
export function patchPinoTools(loaded: unknown, { storage }: Requests): void {
  wrap(loaded, 'asJson', (original) => {
    return function (this: unknown, ...given: unknown[]) {
      guarded(() => {
        const one = storage.getStore();
        if (!one) return;
        const [fields, message] = given;
        if (typeof message === 'string') noteLog(one, message);
        noteError(one, 'logged', errorIn(fields) ?? errorIn(message));
      });
      return original.apply(this, given);
    };
  });
}

/** The error that a logger was given: itself, as one of its fields, or its stack as text; null without one. */
export function errorIn(given: unknown): Error | null {
  if (given instanceof Error) return given;
  if (typeof given === 'string') {
    const text = given.slice(0, LONGEST);
    const [, name, message = '', frames] =
      STACK.exec(text.includes('\n') ? text : withLineBreaks(text)) ?? [];
    if (!name || !frames) return null;
    return new Logged(name, message.trim(), `${name}: ${message.trim()}${frames}`);
  }
  if (typeof given !== 'object' || given === null) return null;
  const { err, error, stack, name, message } = given as Record<string, unknown>;
  for (const each of [err, error]) if (each instanceof Error) return each;
  if (typeof stack !== 'string') return null;
  return new Logged(String(name ?? 'Error'), String(message ?? ''), stack);
}

/** A line of JSON holds its line breaks as two characters. */
function withLineBreaks(line: string): string {
  return line.replaceAll('\\n', '\n');
}
