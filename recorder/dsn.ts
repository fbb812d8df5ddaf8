/** Where recordings go, and the key that admits them. */
export interface Destination {
  url: string;
  key: string;
  service: string;
}

/**
 * Reads `http://<key>@<host>:<port>/<service>`, also with a number behind it: SDKs of Sentry take no address without one.
 * @throws Error when the text is not such an address
 */
export function parseDsn(dsn: string): Destination {
  const address = URL.canParse(dsn) ? new URL(dsn) : null;
  const service = address?.pathname.replace(/^\/+|(?:\/\d+)?\/*$/g, '') ?? '';
  if (!address || !/^https?:$/.test(address.protocol) || !address.username || !/^[\w-]+$/.test(service)) {
    // The text holds a key, so it is not repeated here.
    throw new Error('The DSN is not of the form http://<key>@<host>:<port>/<service>. Check SUTURE_DSN.');
  }
  const key = decodeURIComponent(address.username);
  return { url: new URL('/ingest/recordings', address.origin).href, key, service };
}
