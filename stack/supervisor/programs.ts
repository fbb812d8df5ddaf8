import { join } from 'node:path';
import type { Settings } from '../../domain/settings.ts';
import type { Environment } from '../../platform/find-program.ts';
import { RELEASE_PREFIX } from '../delivery/settings.ts';
import { deliveryVariables } from '../plain-variables.ts';
import type { ProcessSpec } from '../process/managed.ts';
import type { Secrets, StateFolder } from '../state.ts';
import type { Addresses, DemonstrationAddresses } from './addresses.ts';
import type { Ports } from './choose-ports.ts';
import { DEMONSTRATION } from './demonstration.ts';

export interface ProgramsOptions {
  root: string;
  environment: Environment;
  settings: Readonly<Settings>;
  secrets: Secrets;
  state: StateFolder;
  addresses: Addresses;
  ports: Ports;
}

/** How long our own programs may take to end, in milliseconds: requests under way are answered, steps handed back. */
const PATIENCE_MS = 20_000;
/** Variables of the demonstration that a person may set for `npm start`; each is handed to its releases. */
const OF_DEMONSTRATION = ['ENABLE_FAULT_INJECTION', 'MOCK_API_BASE_URL'];

/** The control plane, which answers where people look. */
export function appProgram(options: ProgramsOptions): ProcessSpec {
  const { addresses, ports } = options;
  const env = { ...controlPlane(options), PORT: String(ports.app) };
  return program('app', options.root, env, { url: `${addresses.app}/up` });
}

export function workerProgram(options: ProgramsOptions): ProcessSpec {
  return program('worker', options.root, controlPlane(options), { line: /worker (is )?ready/i });
}

/** The local CI/CD of the demonstration. Of the control plane's secrets it gets the one that signs its reports. */
export function deliveryProgram(
  options: ProgramsOptions,
  demonstration: DemonstrationAddresses,
): ProcessSpec {
  const { environment, secrets, state, addresses, ports, settings } = options;
  const { name, branch } = DEMONSTRATION;
  const offered: Environment = {
    DATABASE_URL: demonstration.database,
    SUTURE_DSN: `http://${secrets.serviceKey}@127.0.0.1:${ports.app}/${name}`,
    SUTURE_SPOOL: join(state.spool, name),
    ...Object.fromEntries(OF_DEMONSTRATION.map((each) => [each, environment[each]])),
  };
  const env = {
    ...deliveryVariables(environment),
    HOST: '127.0.0.1',
    PORT: new URL(demonstration.service).port,
    DELIVERY_URL: demonstration.delivery,
    SUTURE_URL: addresses.app,
    CALLBACK_SECRET: settings.CALLBACK_SECRET ?? secrets.callbackSecret,
    STATE_DIR: join(state.services, name),
    // The worker's proofs use the same.
    PACKAGE_CACHE: environment.PACKAGE_CACHE ?? join(state.root, 'packages'),
    DELIVERED_SERVICE: name,
    DELIVERED_REPOSITORY: demonstration.origin,
    DELIVERED_BRANCH: branch,
    ...Object.fromEntries(Object.entries(offered).map(([each, value]) => [RELEASE_PREFIX + each, value])),
  };
  return program('delivery', options.root, env, { url: `${demonstration.delivery}/health` });
}

/** What the app and the worker get: what a person has set, and where the embedded servers are. */
function controlPlane({ environment, settings, secrets, state, addresses }: ProgramsOptions): Environment {
  return {
    ...environment,
    STATE_DIR: state.root,
    DATABASE_URL: addresses.database,
    REDIS_URL: addresses.redis,
    TEMPORAL_ADDRESS: addresses.temporal,
    TEMPORAL_UI_URL: addresses.temporalUi,
    CALLBACK_SECRET: settings.CALLBACK_SECRET ?? secrets.callbackSecret,
    SUTURE_URL: addresses.app,
  };
}

function program(name: string, root: string, env: Environment, ready: ProcessSpec['ready']): ProcessSpec {
  return {
    name,
    command: [process.execPath, '--enable-source-maps', join(root, 'dist', `${name}.js`)],
    cwd: root,
    env: { ...env, EXIT_WITH_PARENT: '1' },
    ready,
    patienceMs: PATIENCE_MS,
  };
}
