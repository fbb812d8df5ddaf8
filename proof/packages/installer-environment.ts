import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Environment = Record<string, string | undefined>;

/** What npm needs to find itself, its cache, a registry and a proxy. No secret of Suture's is among them. */
const VARIABLES = new Set([
  ...['PATH', 'HOME', 'TMPDIR', 'LANG', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
  ...['registry', 'cache', 'userconfig', 'globalconfig', 'cafile', 'proxy', 'https_proxy', 'noproxy'].flatMap(
    (name) => [`npm_config_${name}`, `NPM_CONFIG_${name.toUpperCase()}`],
  ),
]);

/**
 * Two more tries within five seconds: by default npm and pnpm are silent for over a minute before they name a failure of the
 * network.
 */
export const RETRIES = Object.fromEntries(
  ['npm', 'pnpm'].flatMap((program) => [
    [`${program}_config_fetch_retry_mintimeout`, '1000'],
    [`${program}_config_fetch_retry_maxtimeout`, '4000'],
  ]),
);

/** The environment of Suture's own npm, which downloads programs and runs nothing of them. */
export function installerEnvironment(environment: Environment): Record<string, string> {
  const own = Object.entries(environment).filter(
    (entry): entry is [string, string] => VARIABLES.has(entry[0]) && entry[1] !== undefined,
  );
  return { ...Object.fromEntries(own), ...RETRIES };
}

/** The registry that Suture's own npm uses, where a variable or the user's `.npmrc` names one. */
export function ownRegistry(environment: Environment): string | undefined {
  return setting(environment, 'registry');
}

/** The file with the authorities of certificates that this machine trusts besides the usual ones. */
export function ownAuthorities(environment: Environment): string | undefined {
  const file = environment.NODE_EXTRA_CA_CERTS || setting(environment, 'cafile');
  return file && existsSync(file) ? file : undefined;
}

/** A setting of npm, by a variable or in the user's `.npmrc`. */
function setting(environment: Environment, name: string): string | undefined {
  const said = environment[`npm_config_${name}`] ?? environment[`NPM_CONFIG_${name.toUpperCase()}`];
  if (said) return said;
  const file = environment.npm_config_userconfig ?? join(environment.HOME ?? '/', '.npmrc');
  if (!existsSync(file)) return undefined;
  return new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)`, 'm').exec(readFileSync(file, 'utf8'))?.[1];
}

/** The proxy by which this machine reaches the network. */
export function ownProxy(environment: Environment): string | undefined {
  const { HTTPS_PROXY, https_proxy, npm_config_https_proxy, npm_config_proxy } = environment;
  const proxy = HTTPS_PROXY || https_proxy || npm_config_https_proxy || npm_config_proxy;
  return proxy && URL.canParse(proxy) ? proxy : undefined;
}
