import type { RecordedRequest } from '../../../domain/recording.ts';

/** One value of a request. */
export interface RequestPart {
  kind: 'query' | 'body' | 'path';
  /** The parameter, the keys of the body, or the index of the segment. */
  at: (string | number)[];
  value: unknown;
}

/** How deep a body is looked into. */
const DEEPEST = 3;
const MOST = 30;

/** The values of a request, those of its query and its body before the pieces of its path. */
export function partsOf({ path, body }: RecordedRequest): RequestPart[] {
  const url = new URL(path, 'http://service');
  const query = [...url.searchParams].map(([name, value]) => ({ kind: 'query' as const, at: [name], value }));
  const pieces = url.pathname
    .split('/')
    .map((value, index) => ({ kind: 'path' as const, at: [index], value: decoded(value) }))
    // The first piece names the route.
    .slice(2)
    .filter(({ value }) => value !== '');
  return [...query, ...partsOfBody(body, []), ...pieces].slice(0, MOST);
}

function partsOfBody(value: unknown, at: (string | number)[]): RequestPart[] {
  if (typeof value !== 'object' || value === null) {
    return value === undefined || at.length === 0 ? [] : [{ kind: 'body', at, value }];
  }
  const own: RequestPart[] = at.length > 0 ? [{ kind: 'body', at, value }] : [];
  if (at.length >= DEEPEST) return own;
  return [...own, ...Object.entries(value).flatMap(([key, one]) => partsOfBody(one, [...at, key]))];
}

/** Where a value stands, as a name. */
export const nameOf = ({ kind, at }: RequestPart) => `${kind} ${at.join('.')}`;

/** A copy of a request in which one value is another; undefined: left out. */
export function withPart(request: RecordedRequest, part: RequestPart, value: unknown): RecordedRequest {
  if (part.kind === 'body') return { ...request, body: put(request.body, part.at, value) };
  const url = new URL(request.path, 'http://service');
  if (part.kind === 'query') {
    const name = String(part.at[0]);
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, textOf(value));
  } else {
    const pieces = url.pathname.split('/');
    pieces[Number(part.at[0])] = encodeURIComponent(textOf(value));
    url.pathname = pieces.join('/');
  }
  return { ...request, path: `${url.pathname}${url.search}` };
}

const textOf = (value: unknown) =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

function put(value: unknown, [key, ...rest]: (string | number)[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) {
    const index = Number(key);
    const changed = value.map((one, at) => (at === index ? put(one, rest, to) : one));
    return changed.filter((one, at) => at !== index || one !== undefined);
  }
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries
      .map(([name, one]) => [name, name === key ? put(one, rest, to) : one] as const)
      .filter(([name, one]) => name !== key || one !== undefined),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
