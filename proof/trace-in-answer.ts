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

/**
 * The stack that an answer carries, as handlers of errors give it outside of production: in a field `stack`, also one level below,
 * or in a page of Express. Undefined without one.
 */
export function traceIn(body: unknown): string | undefined {
  if (typeof body === 'string') return inPage(body);
  if (typeof body !== 'object' || body === null) return undefined;
  for (const part of [body, ...Object.values(body)]) {
    const stack = (part as { stack?: unknown } | null)?.stack;
    const lines = Array.isArray(stack) ? stack.join('\n') : stack;
    if (typeof lines === 'string' && /^\s*at /m.test(lines)) return lines;
  }
  return undefined;
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
