import type { Environment } from '../platform/find-program.ts';

const PLAIN = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'];
const NPM = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'npm_config_registry',
];
const OBSERVED = ['LOG_LEVEL', 'ALLOWED_HOSTS', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_HEADERS'];

/** What any program needs to run here; nothing of it is a secret. */
export const plainVariables = (environment: Environment) => pick(environment, PLAIN);

/** What `npm ci` needs behind a proxy or with another registry. */
export const npmVariables = (environment: Environment) => pick(environment, NPM);

/** What the delivery needs of the environment that the stack is started in. */
export const deliveryVariables = (environment: Environment) =>
  pick(environment, [...PLAIN, ...NPM, ...OBSERVED]);

function pick(environment: Environment, names: string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = environment[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
