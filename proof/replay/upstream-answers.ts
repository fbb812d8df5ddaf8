import { isJson } from '../../domain/body-text.ts';
import type { HttpStep, Recording } from '../../domain/recording.ts';

/** An upstream as a recording shows it. */
export interface RecordedUpstream {
  name: string;
  /** The variable that holds its base URL in production; null where the code names the host itself. */
  variable: string | null;
  /** With its port; null where the recording knows only the variable. */
  host: string | null;
  calls: RecordedCall[];
}

/** One call, with the path as it stands behind the base URL. */
export interface RecordedCall extends Pick<HttpStep, 'method' | 'status' | 'error' | 'took'> {
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

const REPLACED = /^\$\{env:([A-Za-z_]\w*)\}(.*)$/s;

/** The upstreams that a recorded request asked, and those asked before it. */
export function upstreamsOf({ steps, before }: Pick<Recording, 'steps' | 'before'>): RecordedUpstream[] {
  const found = new Map<string, RecordedUpstream>();
  for (const step of [...before.flatMap((one) => one.steps), ...steps]) {
    if (step.kind !== 'http') continue;
    const place = placeOf(step.url);
    if (!place) continue;
    const { path, ...upstream } = place;
    const key = upstream.variable ?? upstream.host ?? '';
    const known = found.get(key) ?? { name: key, ...upstream, calls: [] };
    found.set(key, known);
    const { method, status, error, took, responseHeaders: headers, responseBody: body } = step;
    known.calls.push({ method: method.toUpperCase(), path, status, error, took, headers, body });
  }
  return [...found.values()];
}

function placeOf(url: string): { variable: string | null; host: string | null; path: string } | null {
  const [, variable, rest] = REPLACED.exec(url) ?? [];
  if (variable) {
    // The variable may hold a host alone, or a URL with a path.
    const path = (rest ?? '').replace(/^[^/?]*/, '');
    return { variable, host: null, path: path.startsWith('/') ? path : `/${path}` };
  }
  if (!URL.canParse(url)) return null;
  const { host, pathname, search } = new URL(url);
  return { variable: null, host: host.toLowerCase(), path: `${pathname}${search}` };
}

/** Whether an upstream did not do its part in this call, so that an answer which says so is right. */
export function upstreamFailed({
  status,
  error,
  body,
  headers,
}: Omit<RecordedCall, 'path' | 'method' | 'took'>): boolean {
  if (status === null || error !== null || status >= 500 || status === 408 || status === 429) return true;
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  // A page where data was asked for, or data that breaks off.
  if (/json/i.test(type)) return typeof body === 'string' && !isJson(body);
  return /html/i.test(type);
}
