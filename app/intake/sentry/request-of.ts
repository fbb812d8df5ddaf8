import { isShallow } from '../../../domain/is-shallow.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import type { SentryEvent } from './event.ts';

/** Longest texts, in characters, and most headers. */
const LONGEST = { path: 8_000, header: 16_000, name: 200, route: 2_000, body: 256_000 };
const MOST_HEADERS = 200;

/** The request of an event and its route: the transaction where it is one, else the path. */
export function requestOf(event: SentryEvent): { request: RecordedRequest | null; route: string } {
  const { request: given, transaction } = event;
  const named = /^(?:([A-Z]{1,20})\s+)?(\/\S*)$/.exec(transaction ?? '');
  const url = given?.url ?? null;
  const path = url === null ? null : pathOf(url, queryOf(given?.query_string));
  const route = (named?.[2] ?? path?.split('?', 1)[0] ?? '/').slice(0, LONGEST.route);
  if (!given || path === null) return { request: null, route };
  const body = bodyOf(given.data);
  const request: RecordedRequest = {
    method: (given.method || named?.[1] || 'GET').slice(0, 20).toUpperCase(),
    path,
    headers: headersOf(given),
    ...(body !== undefined && { body }),
  };
  return { request, route };
}

function pathOf(url: string, query: string): string | null {
  const parsed = URL.canParse(url)
    ? new URL(url)
    : URL.canParse(url, 'http://x')
      ? new URL(url, 'http://x')
      : null;
  if (!parsed) return null;
  // An address such as `mailto:a` has no path that a service could be asked for.
  if (parsed.pathname && !parsed.pathname.startsWith('/')) return null;
  const search = parsed.search || (query && `?${query.replace(/^\?/, '')}`);
  return `${parsed.pathname || '/'}${search}`.slice(0, LONGEST.path);
}

function queryOf(query: NonNullable<SentryEvent['request']>['query_string']): string {
  if (typeof query === 'string') return query;
  return new URLSearchParams(
    (query ?? []).map(([name, value]) => [name, plain(value)] as [string, string]),
  ).toString();
}

function headersOf({ headers, cookies }: NonNullable<SentryEvent['request']>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of (headers ?? []).slice(0, MOST_HEADERS - 1)) {
    const text = Array.isArray(value) ? value.map(plain).join(', ') : plain(value);
    kept[name.slice(0, LONGEST.name).toLowerCase()] = text.slice(0, LONGEST.header);
  }
  if (kept.cookie === undefined && cookies) {
    const pairs =
      typeof cookies === 'string'
        ? cookies
        : cookies.map(([name, value]) => `${name}=${plain(value)}`).join('; ');
    if (pairs) kept.cookie = pairs.slice(0, LONGEST.header);
  }
  return kept;
}

/** A value of a header, a cookie or a query; what is no plain value has no text. */
function plain(value: unknown): string {
  return value === null || typeof value === 'object' ? '' : String(value ?? '');
}

/** Parsed where it is JSON, as the recorder sends it. */
function bodyOf(data: unknown): unknown {
  if (data === undefined || data === null || data === '' || !isShallow(data)) return undefined;
  if (typeof data !== 'string') return JSON.stringify(data).length <= LONGEST.body ? data : undefined;
  if (data.length > LONGEST.body) return undefined;
  try {
    const parsed: unknown = /^\s*[{["]/.test(data) ? JSON.parse(data) : data;
    return isShallow(parsed) ? parsed : data;
  } catch {
    return data;
  }
}
