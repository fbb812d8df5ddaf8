/** Characters within which an answer's JSON is looked for. */
const LONGEST = 20_000;

/**
 * A text with each JSON object in it replaced by what that says: `500 instead of 200: {"error":{"message":"no such
 * table"}}` becomes `500 instead of 200: no such table`. What says nothing in words stays as it is.
 */
export function readable(text: string): string {
  if (text.length > LONGEST) return text;
  let shown = '';
  for (let at = 0; at < text.length; ) {
    const begin = text.indexOf('{', at);
    if (begin < 0) return shown + text.slice(at);
    const object = objectAt(text, begin);
    const said = object && saidIn(object.value);
    shown += text.slice(at, begin) + (said ?? text.slice(begin, object?.end ?? begin + 1));
    at = object?.end ?? begin + 1;
  }
  return shown;
}

/** The object that begins there: it ends at the first bracket that closes it. */
function objectAt(text: string, begin: number): { value: unknown; end: number } | null {
  let depth = 0;
  let quoted = false;
  for (let at = begin; at < text.length; at += 1) {
    const character = text[at];
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth += 1;
    else if (!quoted && character === '}') depth -= 1;
    if (depth === 0) return parsed(text, begin, at + 1);
  }
  return null;
}

function parsed(text: string, begin: number, end: number): { value: unknown; end: number } | null {
  try {
    return { value: JSON.parse(text.slice(begin, end)), end };
  } catch {
    return null;
  }
}

function saidIn(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  for (const name of ['error', 'message', 'detail', 'reason']) {
    const said = name in value ? saidIn((value as Record<string, unknown>)[name]) : null;
    if (said) return said;
  }
  return null;
}
