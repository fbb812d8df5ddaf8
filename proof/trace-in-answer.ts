/** Longer answers are pages of another kind. */
const LONGEST = 200_000;
const ENTITIES: [RegExp, string][] = [
  [/<br\s*\/?>/gi, '\n'],
  [/&nbsp;/g, ' '],
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/&quot;/g, '"'],
  [/&#0*39;/g, "'"],
  [/&amp;/g, '&'],
];

/** Levels of an answer below which no stack is looked for, and fields or elements of a level. */
const DEEPEST = 4;
const MOST_PARTS = 50;

/**
 * The stack that an answer carries, as handlers of errors give it outside of production: in a field `stack` or `stacktrace`, also
 * some levels below, or in a page of Express. Undefined without one.
 */
export function traceIn(body: unknown): string | undefined {
  return typeof body === 'string' ? inPage(body) : inParts(body, DEEPEST);
}

function inParts(part: unknown, levels: number): string | undefined {
  if (typeof part !== 'object' || part === null || levels < 0) return undefined;
  const { stack, stacktrace = stack } = part as { stack?: unknown; stacktrace?: unknown };
  if (isTrace(stacktrace)) return Array.isArray(stacktrace) ? stacktrace.join('\n') : stacktrace;
  for (const each of Object.values(part).slice(0, MOST_PARTS)) {
    const found = inParts(each, levels - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a value is a stack, as a text or a list of lines. */
export function isTrace(value: unknown): value is string | string[] {
  const lines = Array.isArray(value) ? value.join('\n') : value;
  return typeof lines === 'string' && /^\s*at .*:\d+:\d+\)?\s*$/m.test(lines);
}

function inPage(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const plain = decoded(/<pre>([\s\S]*?)<\/pre>/i.exec(text)?.[1] ?? text);
  return /^\s*at .+:\d+:\d+/m.test(plain) ? plain : undefined;
}

function decoded(text: string): string {
  return ENTITIES.reduce((sofar, [entity, sign]) => sofar.replace(entity, sign), text);
}

/** What a page of HTML says to a reader, without the stack in it; any other text as it is. */
export function wordsOfPage(text: string): string {
  if (text.length > LONGEST || !/^\s*<(?:!doctype|html|head|body|h1|p|pre)\b/i.test(text)) return text;
  const body = text
    .replace(/<(script|style|title|head)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<[^>]*>/g, ' ');
  const lines = decoded(body)
    .split('\n')
    .filter((line) => !/^\s*at .+:\d+:\d+/.test(line));
  return lines.join('\n').replace(/\s+/g, ' ').trim() || text;
}
