import { type Seeded, seedOrigin } from '../../adapters/code-host/seed-origin.ts';
import type { ServiceDefinition, SutureConfig } from '../../domain/service-definition.ts';
import { readSettings } from '../../domain/settings.ts';
import { identify, type ProcessIdentity } from '../../platform/process-identity.ts';
import { takeLock } from '../../platform/lock.ts';
import { findParentDeathGuard } from '../../platform/parent-death-guard.ts';
import { migrate } from '../../store/migrate.ts';
import type { Environment } from '../../platform/find-program.ts';
import { endLeftovers } from '../leftovers.ts';
import { obtainComponents, portReservations, requireGit, withCachedPrograms } from '../machine.ts';
import { openStateFolder, readSecrets, type StackRecord, writeRecord } from '../state.ts';
import { listAddresses, ownAddresses, programEnvironment } from './addresses.ts';
import { allOrNone } from './all-or-none.ts';
import { alreadyRunning } from './already-running.ts';
import { choosePorts } from './choose-ports.ts';
import { gatherCrew } from './crew.ts';
import { describeAdapters } from './describe-adapters.ts';
import { ownProgram, upstreamProcess } from './plan.ts';
import { startDatabase, startRedis, startTemporal } from './servers.ts';

export interface StackOptions {
  /** Root of the checkout, which is also the service's source. */
  root: string;
  config: SutureConfig;
  environment: Environment;
  say(line: string): void;
  signal: AbortSignal;
}

export interface Stack {
  record(): StackRecord;
  stop(): Promise<void>;
}

/** How long our own programs may take to end, in milliseconds: requests under way are answered, steps handed back. */
const PATIENCE_MS = 20_000;

/**
 * Starts everything on this machine and resolves once the app answers. Servers come first and at the same time, then the
 * delivery (which builds and releases the app) and the worker.
 * @throws SutureError `already_running` when a stack runs from this state folder, and what its parts throw. Whatever
 *   was started is stopped before it throws.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { root, config, say } = options;
  // Fires on request, and when one part of the start has failed: the others are not waited for then.
  const halt = new AbortController();
  const signal = AbortSignal.any([options.signal, halt.signal]);
  const settings = readSettings(options.environment);
  await requireGit(options.environment);
  const state = openStateFolder(settings.STATE_DIR);
  const { lock, holder } = takeLock(state.lock);
  if (!lock) throw alreadyRunning(state, holder);

  const undo: (() => void | Promise<void>)[] = [() => lock.release()];
  const stop = async () => {
    while (undo.length > 0) await undo.pop()?.();
  };
  try {
    for (const name of await endLeftovers(state)) say(`Ended ${name}, left by an earlier run`);
    const record = newRecord();
    const components = await obtainComponents({ environment: options.environment, root, say, signal });
    const service = config.services[0] as ServiceDefinition;
    const upstreams = service.upstreams.filter(({ urlVariable }) => !options.environment[urlVariable]);
    const reservations = portReservations();
    const choice = await choosePorts({
      settings,
      components,
      reservations,
      say,
      upstreams: upstreams.length,
    });
    const { ports } = choice;
    undo.push(() => choice.release());

    const save = () => {
      record.processes = crew.processes();
      writeRecord(state, record);
    };
    const crew = gatherCrew({ state, say, signal, changed: save, guard: findParentDeathGuard(options.environment) });
    undo.push(() => crew.stop());

    const { run } = crew;
    const secrets = readSecrets(state);
    const environment = withCachedPrograms(options.environment);
    const servers = { components, ports, state, secrets, settings, environment, signal, run };
    const seed = () => seedOrigin({ from: root, to: state.origin, branch: service.branch });
    say('Starting PostgreSQL, Redis and Temporal');
    const [database, redis, temporal, urls] = await allOrNone(halt, [
      startDatabase(servers).then((url) => migrate(url).then(() => url)),
      startRedis(servers),
      startTemporal(servers),
      Promise.all(
        upstreams.map(async (upstream, index) => {
          const port = ports.upstreams[index] as number;
          const stand = upstreamProcess({ service, upstream, port, root, environment });
          await run(stand.spec);
          return [upstream.urlVariable, stand.url] as const;
        }),
      ),
      settings.ORIGIN_REPOSITORY ? null : seed().then((seeded) => say(describeOrigin(seeded))),
    ]);

    const addresses = {
      ...ownAddresses(settings, ports),
      database,
      redis,
      temporal: temporal.address,
      temporalUi: temporal.uiUrl,
      origin: settings.ORIGIN_REPOSITORY ?? state.origin,
      upstreams: Object.fromEntries(urls),
    };
    record.addresses = listAddresses(addresses, state);
    record.adapters = describeAdapters(settings, components);
    save();

    say('Starting the delivery, which builds and releases the app, and the worker');
    const told = programEnvironment({ environment, settings, secrets, state, addresses, ports });
    const up = { url: `${addresses.service}${service.run.health}` };
    const own = { root, environment: told, patienceMs: PATIENCE_MS };
    await allOrNone(halt, [
      run(ownProgram({ ...own, name: 'delivery', ready: up })),
      run(ownProgram({ ...own, name: 'worker', ready: { line: /worker (is )?ready/i } })),
    ]);
    record.ready = true;
    save();
    return { record: () => record, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function newRecord(): StackRecord {
  return {
    supervisor: identify(process.pid) as ProcessIdentity,
    startedAt: new Date().toISOString(),
    ready: false,
    addresses: {},
    adapters: {},
    processes: [],
  };
}

function describeOrigin({ action, head, previous }: Seeded): string {
  const short = head.slice(0, 10);
  if (action === 'kept') return `Origin: ${short}, with what was pushed to it`;
  if (previous) return `Origin: ${short} from this clone; what was there is kept as ${previous}`;
  return `Origin: ${short}${action === 'unchanged' ? '' : ' from this clone'}`;
}
