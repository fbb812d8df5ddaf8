/** What the environment says, checked once at the start. */
export interface Settings {
  host: string;
  port: number;
  databaseUrl: string;
  /** Base URL of the upstream, without a slash at its end. */
  upstreamUrl: string;
  faultInjection: boolean;
  /** The commit that runs. */
  buildSha: string;
  /** Where failures are reported; undefined: nowhere. */
  sutureDsn: string | undefined;
  /** The folder of reports that could not be sent yet. */
  spoolFolder: string | undefined;
}

/**
 * Reads `PORT`, `HOST`, `DATABASE_URL`, `MOCK_API_BASE_URL`, `ENABLE_FAULT_INJECTION`, `BUILD_SHA`, `SUTURE_DSN` and
 * `SUTURE_SPOOL`. An empty variable counts as absent.
 * @throws Error with a sentence that names the variable and what it may hold
 */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const databaseUrl = environment.DATABASE_URL;
  if (!databaseUrl) {
    throw new Error('DATABASE_URL is not set. Set it to the PostgreSQL database of this service.');
  }
  const port = Number(environment.PORT || 8002);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT: "${environment.PORT}" is not a port. Set a number from 0 to 65535.`);
  }
  return {
    host: environment.HOST || '127.0.0.1',
    port,
    databaseUrl,
    upstreamUrl: (environment.MOCK_API_BASE_URL || 'http://mock_api:5001').replace(/\/+$/, ''),
    faultInjection: readFlag(environment.ENABLE_FAULT_INJECTION),
    buildSha: environment.BUILD_SHA || 'unknown',
    sutureDsn: environment.SUTURE_DSN || undefined,
    spoolFolder: environment.SUTURE_SPOOL || undefined,
  };
}

function readFlag(text = ''): boolean {
  if (/^(true|1|yes|on|)$/i.test(text)) return true;
  if (/^(false|0|no|off)$/i.test(text)) return false;
  throw new Error(`ENABLE_FAULT_INJECTION: "${text}" is neither true nor false.`);
}
