/** A failure that the output of a program shows. */
export interface ShownFailure {
  /** The line with the marker of a declared fault, or the first of a stack. */
  logLine: string;
  errorClass: string | null;
  message: string;
  stack: string | null;
  at: string;
}

export interface OutputReader {
  /** Takes a piece of output, as it comes. */
  take(text: string): void;
  /** The output is at rest, or at its end: a stack that was being read is whole. */
  rest(): void;
}

/** Longest texts that are kept, in characters. A line that is longer is cut. */
const KEPT = { line: 4_000, message: 16_000, stack: 32_000 };
const MOST_LINES = 200;
/** What runs several programs puts their names before each line: `api-1  | …`. */
const PREFIX = /^[\w.-]+\s*\| ?/;
/** What a terminal is told about colours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it begins with the character ESC.
const COLOURS = /\u001b\[[\d;]*m/g;
const FRAME = /^\s+at \S/;
const HEAD = /((?:Uncaught )?[A-Z][\w$.]*(?:Error|Exception|Rejection)\b(?: \[[^\]\n]*\])?(?::.*)?)$/;
/** Levels of pino and bunyan from `error` on. */
const ERROR_LEVEL = 50;

/**
 * Finds the failures in the output of a program: lines with the marker of a declared fault, stacks in text, and errors in JSON as
 * pino and winston write them.
 * @param markers of the declared faults
 */
export function readOutput(
  markers: readonly string[],
  found: (failure: ShownFailure) => void,
  now = () => new Date(),
): OutputReader {
  let open = '';
  /** The last line that may begin a stack, and the frames behind it. */
  let stack: string[] = [];

  function endStack(): void {
    const [head = '', ...frames] = stack;
    stack = [];
    if (frames.length === 0) return;
    const shown = HEAD.exec(head)?.[1] ?? head;
    const [, errorClass = null, message = ''] =
      /^(?:Uncaught )?([\w$.]+)(?: \[[^\]]*\])?:? ?(.*)$/.exec(shown) ?? [];
    found(shownFailure({ logLine: shown, errorClass, message, stack: [shown, ...frames].join('\n') }));
  }

  function takeLine(whole: string): void {
    const line = whole.replace(COLOURS, '').replace(PREFIX, '').slice(0, KEPT.line).trimEnd();
    if (stack.length > 0 && FRAME.test(line)) {
      if (stack.length < MOST_LINES) stack.push(line);
      return;
    }
    endStack();
    const inJson = errorInJson(line);
    if (inJson) found(shownFailure({ logLine: inJson.message, ...inJson }));
    else if (markers.some((marker) => bears(line, marker))) {
      found(shownFailure({ logLine: line.trim(), errorClass: null, message: '', stack: null }));
    } else if (HEAD.test(line)) stack = [line];
  }

  function shownFailure({ logLine, errorClass, message, stack }: Omit<ShownFailure, 'at'>): ShownFailure {
    return {
      logLine: logLine.slice(0, KEPT.line),
      errorClass,
      message: message.slice(0, KEPT.message),
      stack: stack?.slice(0, KEPT.stack) ?? null,
      at: now().toISOString(),
    };
  }

  return {
    take(text) {
      const lines = (open + text).split('\n');
      open = (lines.pop() ?? '').slice(0, KEPT.line);
      for (const line of lines) takeLine(line);
    },
    rest() {
      if (open) takeLine(open);
      open = '';
      endStack();
    },
  };
}

/** The marker begins the line, or the line has the fields of a failure: a mention in a sentence does not count. */
function bears(line: string, marker: string): boolean {
  const at = line.indexOf(marker);
  if (at < 0 || /[\w-]/.test(line[at - 1] ?? ' ') || /[\w-]/.test(line[at + marker.length] ?? ' '))
    return false;
  if (/ verification=1\b/.test(line)) return false;
  return line.trim().startsWith(marker) || /\s(?:route|reason|latency)=/.test(line.slice(at));
}

function errorInJson(line: string): Omit<ShownFailure, 'at' | 'logLine'> | null {
  const start = line.indexOf('{');
  if (start < 0 || !line.endsWith('}') || !line.includes('\\n    at ')) return null;
  try {
    const { level, err, error, ...own } = JSON.parse(line.slice(start));
    const isBelow =
      typeof level === 'number'
        ? level < ERROR_LEVEL
        : !/^(?:error|fatal|crit|alert|emerg)/i.test(level ?? 'error');
    const given = [err, error, own].find((each) => typeof each?.stack === 'string');
    if (isBelow || !given) return null;
    const errorClass = given.type ?? given.name ?? /^([\w$.]+)(?::|\n)/.exec(given.stack)?.[1] ?? null;
    return { errorClass, message: String(given.message ?? own.msg ?? ''), stack: given.stack };
  } catch {
    return null;
  }
}
