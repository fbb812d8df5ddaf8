import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../../domain/service.ts';
import type { Environment } from '../../platform/find-program.ts';
import { takeLock } from '../../platform/lock.ts';
import { findParentDeathGuard } from '../../platform/parent-death-guard.ts';
import { ownIdentity } from '../../platform/process-identity.ts';
import { migrate } from '../../store/migrate.ts';
import { readAllSettings } from '../../worker/settings.ts';
import { RELEASE_PREFIX } from '../delivery/settings.ts';
import { endLeftovers } from '../leftovers.ts';
import { obtainComponents, portReservations, requireGit, withCachedPrograms } from '../machine.ts';
import { plainVariables } from '../plain-variables.ts';
import { openStateFolder, readSecrets, type StackRecord, writeRecord } from '../state.ts';
import { type Addresses, listAddresses, ownAddresses } from './addresses.ts';
import { allOrNone } from './all-or-none.ts';
import { alreadyRunning } from './already-running.ts';
import { choosePorts } from './choose-ports.ts';
import { attachDemonstration, DEMONSTRATION, seedOrigin } from './demonstration.ts';
import { describeAdapters } from './describe-adapters.ts';
import { waitForFirstRelease } from './first-release.ts';
import { createStackProcesses } from './processes.ts';
import { appProgram, deliveryProgram, type ProgramsOptions, workerProgram } from './programs.ts';
import { startDatabases, startRedis, startTemporal } from './servers.ts';

export interface StackOptions {
  /** Root of the checkout. */
  root: string;
  environment: Environment;
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
 * Starts everything on this machine and resolves once the app answers and the demonstration is live. Servers come first
 * and at the same time, then the control plane, the worker and the delivery, which builds and releases the demonstration.
 * @throws SutureError `already_running` when a stack runs from this state folder, and what its parts throw. Everything
 *   that was started is stopped before it throws.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { root, say } = options;
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
    const components = await obtainComponents({ environment: options.environment, root, say, signal });
    const choice = await choosePorts({ settings, components, reservations: portReservations(), say });
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
      serviceDatabase: environment[`${RELEASE_PREFIX}DATABASE_URL`],
      undo: (work: () => void) => void undo.push(work),
    };
    say('Starting PostgreSQL, Redis and Temporal');
    const [databases, redis, temporal] = await allOrNone(halt, [
      startDatabases(servers).then((started) => migrate(started.database).then(() => started)),
      startRedis(servers),
      startTemporal(servers),
      seedOrigin(root, state.origin, environment, say),
    ]);

    const addresses: Addresses = {
      ...ownAddresses(settings, ports),
      ...databases,
      redis,
      temporal: temporal.address,
      temporalUi: temporal.uiUrl,
      origin: state.origin,
    };
    const repository = options.repository ?? { host: 'local', path: state.origin };
    // Made just now on a first start.
    chmodSync(state.origin, 0o700);
    record.addresses = listAddresses(addresses, state);
    record.adapters = describeAdapters(settings, components, repository);
    save();
    await attachDemonstration(addresses, secrets, repository);

    say('Starting the app, the worker, and the delivery, which builds and releases the demonstration');
    const programs: ProgramsOptions = { root, environment, settings, secrets, state, addresses, ports };
    await allOrNone(halt, [
      run(appProgram(programs)),
      run(workerProgram(programs)),
      run(deliveryProgram(programs)).then(() =>
        waitForFirstRelease({
          pages: addresses.delivery,
          folder: join(state.services, DEMONSTRATION.name),
          say,
          signal,
        }),
      ),
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
    supervisor: ownIdentity(),
    startedAt: new Date().toISOString(),
    ready: false,
    addresses: {},
    adapters: {},
    processes: [],
  };
}
