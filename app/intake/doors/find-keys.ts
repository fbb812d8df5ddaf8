import type { HonoRequest } from 'hono';

/** Characters of a key that are looked at. */
const LONGEST = 200;

/**
 * The keys that come with a request, in every form that SDKs send: a bearer token, `X-Sentry-Auth`, the query, the path, the
 * name of a basic authorization.
 */
export function findKeys(request: HonoRequest): string[] {
  const authorization = request.header('Authorization') ?? '';
  const found = [
    /^Bearer +(\S+)$/i.exec(authorization)?.[1],
    sentryKey(authorization),
    basicName(authorization),
    sentryKey(request.header('X-Sentry-Auth') ?? ''),
    request.query('sentry_key'),
    request.header('X-Suture-Key'),
    request.param('key'),
  ];
  return [...new Set(found.flatMap((key) => (key && key.length <= LONGEST ? [key] : [])))];
}

/** `Sentry sentry_version=7, sentry_key=…, sentry_client=…` */
function sentryKey(header: string): string | undefined {
  return /^Sentry\s/i.test(header) ? /[\s,]sentry_key=([^\s,]+)/.exec(header)?.[1] : undefined;
}

function basicName(header: string): string | undefined {
  const encoded = /^Basic +([\w+/=-]+)$/i.exec(header)?.[1];
  return encoded && Buffer.from(encoded, 'base64').toString('utf8').split(':', 1)[0];
}

/** The key of a DSN; null for a text that is not a DSN. */
export function keyOfDsn(dsn: unknown): string | null {
  if (typeof dsn !== 'string' || dsn.length > 2_000 || !URL.canParse(dsn)) return null;
  const { username } = new URL(dsn);
  // A key has no character that an address would write otherwise.
  return /^[\w-]+$/.test(username) ? username : null;
}
