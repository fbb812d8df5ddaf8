import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Headers that speak about one connection only (RFC 9110, section 7.6.1) and are never passed on. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function namedByConnection(headers: IncomingHttpHeaders): Set<string> {
  const names = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  return new Set(names.filter(Boolean));
}

/** Whether a request has a body, by what its head says. */
export function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/**
 * The headers of a request as a release gets them. The router is the outermost hop, so what a client
 * claims in `X-Forwarded-*` is replaced.
 */
export function requestHeaders(request: IncomingMessage): Record<string, string | string[]> {
  const dropped = namedByConnection(request.headers);
  const headers: Record<string, string | string[]> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (!values || HOP_BY_HOP.has(name) || dropped.has(name) || name === 'expect') continue;
    headers[name] = values.length === 1 ? (values[0] as string) : values;
  }
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  headers['x-forwarded-for'] = request.socket.remoteAddress ?? '';
  headers['x-forwarded-proto'] = 'http';
  headers['x-forwarded-port'] = String(request.socket.localPort ?? '');
  if (request.headers.host) headers['x-forwarded-host'] = request.headers.host;
  return headers;
}

/** The headers of an answer as the client gets them: names and values in turn, order and repeats kept. */
export function responseHeaders(response: IncomingMessage): string[] {
  const dropped = namedByConnection(response.headers);
  const kept: string[] = [];
  for (let index = 0; index + 1 < response.rawHeaders.length; index += 2) {
    const name = response.rawHeaders[index] as string;
    const key = name.toLowerCase();
    if (!HOP_BY_HOP.has(key) && !dropped.has(key)) kept.push(name, response.rawHeaders[index + 1] as string);
  }
  return kept;
}
