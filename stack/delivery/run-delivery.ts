import { join, resolve } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import type { Tracing } from '../../domain/ports/tracing.ts';
import { readSettings, type Settings } from '../../domain/settings.ts';
import type { Environment } from '../../platform/find-program.ts';
import { findParentDeathGuard } from '../../platform/parent-death-guard.ts';
import { chooseSandbox } from '../../proof/sandbox/sandbox.ts';
import { npmVariables, plainVariables } from '../plain-variables.ts';
import { type RunningDelivery, startDelivery } from './delivery.ts';
import { DeliverySettings, offeredVariables } from './settings.ts';

/** The control plane's usual port; `PORT` here is that of the service. */
const DEFAULT_SUTURE = 'http://127.0.0.1:8000';
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

/**
 * Starts the delivery of one service from an environment.
 * @param tracing closed with the delivery; absent: nothing is traced
 * @throws SutureError `invalid_settings`, and what {@link startDelivery} throws
 */
export function runDelivery(
  environment: Environment,
  log: (line: string) => void,
  tracing?: Tracing,
): Promise<RunningDelivery> {
  const settings = readSettings(environment, DeliverySettings);
  const plain = plainVariables(environment);
  // Programs called `node` are the Node that runs here, also when PATH names another.
  plain.PATH = `${join(process.execPath, '..')}:${plain.PATH ?? '/usr/local/bin:/usr/bin:/bin'}`;
  const pagesUrl = new URL(settings.DELIVERY_URL);
  return startDelivery({
    service: {
      name: settings.DELIVERED_SERVICE,
      repository: resolve(settings.DELIVERED_REPOSITORY),
      branch: settings.DELIVERED_BRANCH,
    },
    log,
    ...(tracing && { tracing }),
    stateDir: resolve(settings.STATE_DIR),
    sandbox: chooseSandbox({ sandbox: 'auto', path: environment.PATH }),
    packages: resolve(settings.PACKAGE_CACHE ?? join(settings.STATE_DIR, 'packages')),
    host: settings.HOST,
    port: settings.PORT,
    // Where others reach them by a name, as between containers, they listen where the router does.
    pagesHost: LOOPBACK.includes(pagesUrl.hostname) ? '127.0.0.1' : settings.HOST,
    pagesPort: Number(pagesUrl.port || 80),
    hosts: [pagesUrl.hostname, ...settings.ALLOWED_HOSTS],
    callbackUrl: settings.SUTURE_URL ?? DEFAULT_SUTURE,
    callbackSecret: requireSecret(settings),
    plainEnvironment: plain,
    buildEnvironment: { ...plain, ...npmVariables(environment), NO_COLOR: '1', CI: '1' },
    offered: offeredVariables(environment),
    guard: findParentDeathGuard(environment),
  });
}

function requireSecret({ CALLBACK_SECRET }: Settings): string {
  if (CALLBACK_SECRET) return CALLBACK_SECRET;
  throw new SutureError(
    'invalid_settings',
    'Set CALLBACK_SECRET: the delivery signs with it what it reports to the control plane.',
  );
}
