import { delimiter } from 'node:path';
import type { Environment } from '../platform/find-program.ts';

/** Settings of Suture whose names a user's shell often has for the user's own service. */
const SHARED_NAMES = [
  ...['HOST', 'PORT', 'PUBLIC_URL', 'ALLOWED_HOSTS', 'BUILD_SHA', 'LOG_LEVEL'],
  ...['DATABASE_URL', 'PROOF_DATABASE_URL', 'REDIS_URL', 'TEMPORAL_ADDRESS'],
  ...['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_SERVICE_NAME'],
];
/** They change how Node runs, for the user's service. */
const OF_NODE = ['NODE_OPTIONS', 'NODE_ENV'];
/** What npm says about the script that it runs, but for the registry and the way to it. */
const OF_NPM = /^(INIT_CWD$|npm_(?!config_(registry|https?_proxy|proxy|noproxy)$))/;
/** Folders that npm puts before PATH: programs of the user's repository are none of ours. */
const BIN_OF_NPM = /[\\/](node_modules[\\/]\.bin|node-gyp-bin)$/;

/**
 * The environment of Suture's own programs when a user starts them beside a service of their own. `DATABASE_URL` and its
 * like are the service's there; Suture's are `SUTURE_DATABASE_URL` and so on.
 */
export function ownEnvironment(environment: Environment): Environment {
  const own: Environment = {};
  for (const [name, value] of Object.entries(environment)) {
    if (!SHARED_NAMES.includes(name) && !OF_NODE.includes(name) && !OF_NPM.test(name)) own[name] = value;
  }
  for (const name of SHARED_NAMES) {
    const given = environment[`SUTURE_${name}`];
    if (given) own[name] = given;
  }
  const folders = environment.PATH?.split(delimiter).filter((folder) => !BIN_OF_NPM.test(folder));
  return folders ? { ...own, PATH: folders.join(delimiter) } : own;
}
