import type { Repository } from '../../domain/service.ts';
import type { Environment } from '../../platform/find-program.ts';
import { takeLock } from '../../platform/lock.ts';
import { findParentDeathGuard } from '../../platform/parent-death-guard.ts';
import { ownIdentity } from '../../platform/process-identity.ts';
import { migrate } from '../../store/migrate.ts';
import { readAllSettings } from '../../worker/settings.ts';
import { endLeftovers } from '../leftovers.ts';
import { obtainComponents, portReservations, requireGit, withCachedPrograms } from '../machine.ts';
import { plainVariables } from '../plain-variables.ts';
import { openStateFolder, readRecord, readSecrets, type StackRecord, writeRecord } from '../state.ts';
import { type Addresses, appAddress, listAddresses } from './addresses.ts';
import { allOrNone } from './all-or-none.ts';
import { alreadyRunning } from './already-running.ts';
import { choosePorts } from './choose-ports.ts';
import { describeAdapters } from './describe-adapters.ts';
import { createStackProcesses } from './processes.ts';
import { appProgram, type ProgramsOptions, workerProgram } from './programs.ts';
import { prepareDemonstration, releaseDemonstration } from './run-demonstration.ts';
import { startPostgres, startRedis, startTemporal } from './servers.ts';

export interface StackOptions {
  /** Root of the checkout, or of the npm package. */
  root: string;
  environment: Environment;
  /** False: the stack alone, for a user's own services. */
  demonstration?: boolean;
  /** Where Suture finds the demonstration's source. Absent: in the repository on disk. */
  repository?: Repository;
  say(line: string): void;
  signal: AbortSignal;
}

export interface Stack {
  record(): StackRecord;
  stop(): Promise<void>;
}

/**
 * Starts everything on this machine and resolves once the app answers and the demonstration, where there is one, is live.
 * Servers come first and at the same time, then the control plane, the worker and the delivery, which builds and releases
 * the demonstration.
 * @throws SutureError `already_running` when a stack runs from this state folder, and what its parts throw. Everything
 *   that was started is stopped before it throws.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { root, say, demonstration = true } = options;
  // Fires on request, and when one part of the start has failed: the others are not waited for then.
  const halt = new AbortController();
  const signal = AbortSignal.any([options.signal, halt.signal]);
  const settings = readAllSettings(options.environment);
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
    // The DSN of a service names the port.
    const keptPort = demonstration || options.environment.PORT ? null : portOfApp(readRecord(state));
    const components = await obtainComponents({ environment: options.environment, root, say, signal });
    const reservations = portReservations();
    const choice = await choosePorts({ settings, components, reservations, demonstration, keptPort, say });
    const { ports } = choice;
    undo.push(() => choice.release());

    let isKept = true;
    /** Called when a process starts or ends. A full disk must not end the stack. */
    const save = () => {
      record.processes = processes.list();
      try {
        writeRecord(state, record);
        isKept = true;
      } catch (error) {
        if (isKept) say(`${state.record} cannot be written: ${(error as Error).message}`);
        isKept = false;
      }
    };
    const guard = findParentDeathGuard(options.environment);
    const processes = createStackProcesses({ state, say, signal, changed: save, guard });
    undo.push(() => processes.stop());

    const { run } = processes;
    const secrets = readSecrets(state);
    const environment = withCachedPrograms(options.environment);
    // The servers need no setting of Suture's, and no secret.
    const plain = plainVariables(environment);
    const servers = {
      ...{ components, ports, state, secrets, settings, signal, run },
      environment: plain,
      undo: (work: () => void) => void undo.push(work),
    };
    say('Starting PostgreSQL, Redis and Temporal');
    const shown = { root, environment, state, secrets, say, repository: options.repository };
    const postgres = startPostgres(servers);
    const [database, redis, temporal, prepares] = await allOrNone(halt, [
      postgres.then((url) => migrate(url).then(() => url)),
      startRedis(servers),
      startTemporal(servers),
      ports.demonstration && prepareDemonstration(shown, ports.demonstration, postgres),
    ]);

    const addresses: Addresses = {
      app: appAddress(settings, ports),
      database,
      redis,
      temporal: temporal.address,
      temporalUi: temporal.uiUrl,
      demonstration: prepares?.addresses ?? null,
    };
    record.addresses = listAddresses(addresses, state);
    record.adapters = describeAdapters(settings, components, prepares?.repository ?? null);
    save();
    await prepares?.attach();

    const also = demonstration ? ', and the delivery, which builds and releases the demonstration' : '';
    say(`Starting the app and the worker${also}`);
    const programs: ProgramsOptions = { root, environment, settings, secrets, state, addresses, ports };
    await allOrNone(halt, [
      run(appProgram(programs)),
      run(workerProgram(programs)),
      addresses.demonstration &&
        releaseDemonstration(programs, addresses.demonstration, { run, say, signal }),
    ]);
    record.ready = true;
    save();
    return { record: () => record, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The port on which the last stack of this folder had its app; null when none has run. */
function portOfApp(last: StackRecord | null): number | null {
  return last?.addresses.app ? Number(new URL(last.addresses.app).port) : null;
}

function newRecord(): StackRecord {
  return {
    supervisor: ownIdentity(),
    startedAt: new Date().toISOString(),
    ready: false,
    addresses: {},
    adapters: {},
    processes: [],
  };
}
