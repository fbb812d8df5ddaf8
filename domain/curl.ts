import { bodyText } from './body-text.ts';
import type { ProbeRequest } from './evidence.ts';

/** The request as a command for a POSIX shell. @param base URL that the request goes to */
export function curlOf(request: ProbeRequest, base: string): string {
  const parts = ['curl', '-i'];
  if (request.method !== 'GET') parts.push('-X', quoted(request.method));
  const headers = Object.entries(request.headers);
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  if (request.body !== undefined && !hasType) headers.push(['content-type', 'application/json']);
  for (const [name, value] of headers) parts.push('-H', quoted(`${name}: ${value}`));
  const body = bodyText(request);
  if (body !== undefined) parts.push('--data-raw', quoted(body));
  parts.push(quoted(new URL(request.path, base).href));
  return parts.join(' ');
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
