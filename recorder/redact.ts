/** What is in place of a secret. */
const HIDDEN = '[hidden]';
const SECRET = /authorization|cookie|token|secret|passw|api-?_?key|session|credential|signature|iban|card/i;
/** Longest value of a header, in characters, and most headers. */
const LONGEST_HEADER = 1_000;
const MOST_HEADERS = 100;
/** Deepest level of a body that is read; what is deeper is left out. */
const DEEPEST = 20;

/** The headers of a request, without the values whose names say that they are secret. */
export function redactHeaders(headers: Record<string, unknown>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers).slice(0, MOST_HEADERS)) {
    if (typeof value !== 'string') continue;
    kept[name.slice(0, 200)] = SECRET.test(name) ? HIDDEN : value.slice(0, LONGEST_HEADER);
  }
  return kept;
}

/** A path with its query, without the values of secret parameters. */
export function redactPath(path: string, longest: number): string {
  const [plain = '/', query] = path.split('?', 2);
  if (query === undefined) return plain.slice(0, longest);
  const kept = query.split('&').map((pair) => {
    const [name = ''] = pair.split('=', 1);
    return SECRET.test(name) ? `${name}=${HIDDEN}` : pair;
  });
  return `${plain}?${kept.join('&')}`.slice(0, longest);
}

/** The body of a request: parsed where it is JSON, with secret fields hidden, else its text. */
export function redactBody(text: string, type: string): unknown {
  if (/json/i.test(type)) {
    try {
      return redactValue(JSON.parse(text), 0);
    } catch {
      return text;
    }
  }
  if (/x-www-form-urlencoded/i.test(type)) return redactPath(`?${text}`, text.length + 1_000).slice(1);
  return text;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return null;
  if (Array.isArray(value)) return value.map((each) => redactValue(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET.test(name) && inner !== null ? HIDDEN : redactValue(inner, depth + 1),
    ]),
  );
}
