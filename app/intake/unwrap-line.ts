/** Characters of a line that are looked at; the marker of a failure stands near the beginning. */
const LONGEST = 64_000;
/** Lines of one event, texts of one line of JSON, and JSON within JSON, that are looked at. */
const MOST_LINES = 50;
const MOST_TEXTS = 50;
const DEEPEST = 4;
/** Fields of a log line in JSON that quote an error which has a line of its own. */
const QUOTING = /^(err|error|errors|exception|exc_info|cause|stack|stack_?trace|trace)$/i;
/** Colours, as terminals take them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
const COLOURS = /\u001b\[[0-9;]{0,20}m/g;

/**
 * The texts of a log event that may be the line of a failure, first to last: its lines, or where a logger or a container
 * writes JSON (`{"msg":"…"}`, `{"log":"…\n"}`) the texts in it, which may be JSON again. Errors that it quotes are left
 * out. All of it has bounds.
 */
export function unwrapLine(event: string): string[] {
  return textsIn(event.slice(0, LONGEST), 0).slice(0, MOST_TEXTS);
}

function textsIn(text: string, depth: number): string[] {
  const trimmed = text.trim();
  // Only what stands before a marker is of use of a line that was cut, so it counts as it is.
  const value = depth < DEEPEST && trimmed.startsWith('{') && trimmed.endsWith('}') ? parsed(trimmed) : null;
  if (value !== null) return Object.entries(value).flatMap(([name, inner]) => fieldsIn(name, inner, depth));
  return trimmed
    .split(/\r?\n/, MOST_LINES)
    .map((line) => line.replace(COLOURS, ''))
    .filter((line) => line !== '');
}

function fieldsIn(name: string, value: unknown, depth: number): string[] {
  if (QUOTING.test(name)) return [];
  if (typeof value === 'string') return textsIn(value, depth + 1);
  if (typeof value !== 'object' || value === null || depth >= DEEPEST) return [];
  return Object.entries(value)
    .slice(0, MOST_TEXTS)
    .flatMap(([inner, each]) => fieldsIn(inner, each, depth + 1));
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}
