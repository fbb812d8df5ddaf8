import type { RecordedRequest } from '../../../domain/recording.ts';

/** One value of a request. */
export interface RequestPart {
  kind: 'query' | 'body' | 'form' | 'path' | 'cookie';
  /** The parameter, the keys of the body, the field of a form, the index of the segment, or the name of the cookie. */
  at: (string | number)[];
  value: unknown;
}

/** How deep a body is looked into. */
const DEEPEST = 3;
const MOST = 30;

/** The values of a request, those of its query and its body before the pieces of its path, its cookies last. */
export function partsOf(request: RecordedRequest): RequestPart[] {
  const { path, body } = request;
  const url = new URL(path, 'http://service');
  const query = [...url.searchParams].map(([name, value]) => ({ kind: 'query' as const, at: [name], value }));
  const pieces = url.pathname
    .split('/')
    .map((value, index) => ({ kind: 'path' as const, at: [index], value: decoded(value) }))
    // The first piece names the route.
    .slice(2)
    .filter(({ value }) => value !== '');
  const given = isForm(request) ? formOf(request) : partsOfBody(body, []);
  return [...query, ...given, ...pieces, ...cookiesOf(request)].slice(0, MOST);
}

/** Whether the body is a form in the way of a query. */
function isForm({ headers, body }: RecordedRequest): boolean {
  return typeof body === 'string' && headerOf(headers, 'content-type').startsWith(FORM);
}

const FORM = 'application/x-www-form-urlencoded';

const headerOf = (headers: RecordedRequest['headers'], name: string) =>
  Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1] ?? '';

function formOf({ body }: RecordedRequest): RequestPart[] {
  return [...new URLSearchParams(String(body))].map(([name, value]) => ({ kind: 'form', at: [name], value }));
}

function cookiesOf({ headers }: RecordedRequest): RequestPart[] {
  const pairs = headerOf(headers, 'cookie').split(/;\s*/).filter(Boolean);
  return pairs.map((pair) => {
    const at = pair.indexOf('=');
    return { kind: 'cookie', at: [pair.slice(0, Math.max(at, 0))], value: pair.slice(at + 1) };
  });
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
  const [name = ''] = part.at.map(String);
  if (part.kind === 'form') {
    const form = new URLSearchParams(String(request.body));
    if (value === undefined) form.delete(name);
    else form.set(name, textOf(value));
    return { ...request, body: form.toString() };
  }
  if (part.kind === 'cookie') {
    const others = cookiesOf(request).filter(({ at }) => at[0] !== name);
    const all =
      value === undefined ? others : [...others, { at: [name], value: encodeURIComponent(textOf(value)) }];
    const kept = Object.entries(request.headers).filter(([one]) => one.toLowerCase() !== 'cookie');
    const cookie = all.map((one) => `${one.at[0]}=${one.value}`).join('; ');
    return { ...request, headers: { ...Object.fromEntries(kept), ...(cookie && { cookie }) } };
  }
  const url = new URL(request.path, 'http://service');
  if (part.kind === 'query') {
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

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
