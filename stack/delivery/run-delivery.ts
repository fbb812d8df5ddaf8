import { join, resolve } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import type { Tracing } from '../../domain/ports/tracing.ts';
import type { ServiceDefinition } from '../../domain/service-definition.ts';
import { readSettings, type Settings } from '../../domain/settings.ts';
import { type RunningDelivery, startDelivery } from './delivery.ts';

type Environment = Record<string, string | undefined>;

/** What every program needs to run here at all; nothing of it is a secret. */
const PLAIN = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'];
/** What `npm ci` needs behind a proxy or with another registry. */
const NPM = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'npm_config_registry',
];
/** What a release is told besides its port, address and commit. */
const RELEASE = [
  'NODE_ENV',
  'ADMIN_TOKEN',
  'ENABLE_FAULT_INJECTION',
  'DATABASE_URL',
  'REDIS_URL',
  'CALLBACK_SECRET',
  'LOG_INTAKE',
  'INGEST_SECRET',
  'TEMPORAL_UI_URL',
  'TEMPORAL_NAMESPACE',
  'DELIVERY_URL',
  'GITHUB_OWNER',
  'GITHUB_REPO',
  'GITHUB_WEBHOOK_SECRET',
  'LOG_LEVEL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
];

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];
const DEFAULT_URL = 'http://127.0.0.1:8001';

function pick(environment: Environment, names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
}

/** The secret and the origin, or what to set. */
function required(settings: Settings): { secret: string; origin: string } {
  const { CALLBACK_SECRET: secret, ORIGIN_REPOSITORY: origin } = settings;
  if (!secret || !origin) {
    const missing = [!secret && 'CALLBACK_SECRET', !origin && 'ORIGIN_REPOSITORY']
      .filter(Boolean)
      .join(' and ');
    throw new SutureError('invalid_settings', `Set ${missing}: the delivery cannot start without.`);
  }
  if (!settings.ADMIN_TOKEN && !LOOPBACK.includes(settings.HOST)) {
    throw new SutureError(
      'invalid_settings',
      `HOST is ${settings.HOST}: an address that others reach needs ADMIN_TOKEN.`,
    );
  }
  return { secret, origin };
}

/**
 * Starts the delivery of one service from an environment.
 * @param projectRoot the installed project whose `node_modules` the releases use
 * @param tracing closed with the delivery; absent: nothing is traced
 * @throws SutureError `invalid_settings`, and what {@link startDelivery} throws
 */
export function runDelivery(
  environment: Environment,
  services: ServiceDefinition[],
  projectRoot: string,
  log: (line: string) => void,
  tracing?: Tracing,
): Promise<RunningDelivery> {
  const settings = readSettings(environment);
  const { secret, origin } = required(settings);
  const service = settings.DELIVERED_SERVICE
    ? services.find(({ name }) => name === settings.DELIVERED_SERVICE)
    : services[0];
  if (!service) {
    const names = services.map(({ name }) => name).join(', ');
    throw new SutureError('invalid_settings', `DELIVERED_SERVICE must be one of: ${names}.`);
  }
  const plain = pick(environment, PLAIN);
  // Programs called `node` are the Node that runs here, whatever else is on the path.
  plain.PATH = `${join(process.execPath, '..')}:${plain.PATH ?? '/usr/local/bin:/usr/bin:/bin'}`;
  const upstreams = service.upstreams.map(({ urlVariable }) => urlVariable);
  const pagesUrl = new URL(settings.DELIVERY_URL ?? DEFAULT_URL);
  return startDelivery({
    service,
    log,
    ...(tracing && { tracing }),
    originRepository: resolve(origin),
    stateDir: resolve(settings.STATE_DIR),
    installedProject: projectRoot,
    host: settings.HOST,
    port: settings.PORT,
    // Where others reach them by a name of ours, as between containers, they listen where the router does.
    pagesHost: LOOPBACK.includes(pagesUrl.hostname) ? '127.0.0.1' : settings.HOST,
    pagesPort: Number(pagesUrl.port || 80),
    callbackSecret: secret,
    buildEnvironment: { ...plain, ...pick(environment, NPM), NO_COLOR: '1', CI: '1' },
    releaseEnvironment: {
      ...plain,
      DELIVERY_URL: pagesUrl.origin,
      STATE_DIR: resolve(settings.STATE_DIR),
      ...pick(environment, [...RELEASE, ...upstreams]),
    },
  });
}
