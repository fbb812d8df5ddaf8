import type { RecordedRequest } from '../../../domain/recording.ts';
import type { Attributes } from './export-schema.ts';

const LONGEST = { path: 8_000, route: 2_000, header: 16_000 };
const HEADER = /^http\.request\.header\.(.+)$/;

/** The request of a server span, by the present names of its attributes and those before 1.20. There is no body. */
export function requestOf(attributes: Attributes): { request: RecordedRequest | null; route: string } {
  const target = targetOf(attributes);
  const path = target?.startsWith('/') ? target : null;
  const named = attributes['http.route'];
  const route = named === undefined ? path?.split('?', 1)[0] : `/${named.replace(/^\/+/, '')}`;
  const method = attributes['http.request.method'] ?? attributes['http.method'];
  const headers = Object.entries(attributes).flatMap(([name, value]) => {
    const header = HEADER.exec(name)?.[1];
    return header && value ? [[header.slice(0, 200), value.slice(0, LONGEST.header)] as const] : [];
  });
  return {
    request:
      path === null
        ? null
        : {
            method: (method || 'GET').slice(0, 20).toUpperCase(),
            path: path.slice(0, LONGEST.path),
            headers: Object.fromEntries(headers.slice(0, 100)),
          },
    route: (route ?? '/').slice(0, LONGEST.route),
  };
}

function targetOf(attributes: Attributes): string | null {
  const path = attributes['url.path'];
  if (path) return attributes['url.query'] ? `${path}?${attributes['url.query'].replace(/^\?/, '')}` : path;
  if (attributes['http.target']) return attributes['http.target'];
  const url = attributes['url.full'] ?? attributes['http.url'];
  if (!url || !URL.canParse(url)) return null;
  const { pathname, search } = new URL(url);
  return pathname + search;
}
