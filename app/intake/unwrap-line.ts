import { isLogPrefix } from './log-prefix.ts';

/** Characters of a line that are looked at; the marker of a failure stands near the beginning. */
const LONGEST = 64_000;
/** Lines of one event, texts of one line of JSON, and JSON within JSON, that are looked at. */
const MOST_LINES = 50;
const MOST_TEXTS = 50;
const DEEPEST = 4;
/** Fields of a log line in JSON that hold its message, those that do so in some loggers only, and none of these. */
const MESSAGE = /^(@?(msg|message)|log|(short|full)_message|text_?payload|@mt?)$/i;
const PERHAPS = /^(event|text|line|body|data|record|content|(json)?payload|error_?message|stringvalue)$/i;
/** What came with a request is no message of the service, nor is a cause, whose error stands beside it. */
const FOREIGN =
  /^(cause|stack|stack_?trace|req|request|headers?|user_?agent|referr?er|url|uri|path|query|params|cookies?|host|ip)$/i;
/** Colours, as terminals take them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
const COLOURS = /\u001b\[[0-9;]{0,20}m/g;

/**
 * The texts of a log event that may be the line of a failure, first to last: its lines, or where a logger or a container
 * writes JSON (`{"msg":"…"}`, `{"log":"…\n"}`), also behind a prefix (`app-1 | {"msg":"…"}`), its message, which may be
 * JSON again. Where there is a message, the errors and requests that stand beside it are left out. All of it has bounds.
 */
export function unwrapLine(event: string): string[] {
  return textsIn(event.slice(0, LONGEST), 0).slice(0, MOST_TEXTS);
}

function textsIn(text: string, depth: number): string[] {
  const trimmed = text.trim();
  const value = objectIn(trimmed, depth);
  if (value !== null) return textsOf(value, depth);
  return trimmed
    .split(/\r?\n/, MOST_LINES)
    .map((line) => line.replace(COLOURS, ''))
    .filter((line) => line !== '')
    .flatMap((line) => {
      const start = line.indexOf('{');
      const before = line.slice(0, Math.max(start, 0));
      const behind = start > 0 && isLogPrefix(before) ? objectIn(line.slice(start), depth) : null;
      return behind === null ? [line] : [before, ...textsOf(behind, depth)];
    });
}

/** The message of an object, else all of its texts. */
function textsOf(value: object, depth: number): string[] {
  const entries = Object.entries(value).slice(0, MOST_TEXTS);
  const named = (names: RegExp) => entries.filter(([name, inner]) => names.test(name) && inner);
  const [chosen = []] = [named(MESSAGE), named(PERHAPS), entries].filter(({ length }) => length > 0);
  return chosen.flatMap(([name, inner]) => {
    if (FOREIGN.test(name)) return [];
    if (typeof inner === 'string') return textsIn(inner, depth + 1);
    if (typeof inner !== 'object' || inner === null || depth >= DEEPEST) return [];
    return textsOf(inner, depth + 1);
  });
}

/** Only what stands before a marker is of use of JSON that was cut, so it counts as it is. */
function objectIn(text: string, depth: number): object | null {
  return depth < DEEPEST && text.startsWith('{') && text.endsWith('}') ? parsed(text) : null;
}

function parsed(text: string): object | null {
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}
