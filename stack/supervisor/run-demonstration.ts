import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../../domain/service.ts';
import type { Environment } from '../../platform/find-program.ts';
import { RELEASE_PREFIX } from '../delivery/settings.ts';
import type { ProcessSpec } from '../process/managed.ts';
import { ensureServiceDatabase } from '../servers/databases.ts';
import type { Secrets, StateFolder } from '../state.ts';
import type { DemonstrationAddresses } from './addresses.ts';
import type { Ports } from './choose-ports.ts';
import { attachDemonstration, DEMONSTRATION, seedOrigin } from './demonstration.ts';
import { waitForFirstRelease } from './first-release.ts';
import { deliveryProgram, type ProgramsOptions } from './programs.ts';

export interface DemonstrationOptions {
  /** Root of the checkout. */
  root: string;
  environment: Environment;
  state: StateFolder;
  secrets: Secrets;
  /** Where Suture finds its source. Undefined: in the repository on disk. */
  repository: Repository | undefined;
  say(line: string): void;
}

export interface PreparedDemonstration {
  addresses: DemonstrationAddresses;
  repository: Repository;
  /** Attaches it to Suture, whose tables are there by now. */
  attach(): Promise<void>;
}

/**
 * Makes the demonstration's repository and its database, whose role cannot connect to Suture's. A database that is given
 * is used as it is.
 * @param sutureDatabase Suture's own database, once its server answers
 */
export async function prepareDemonstration(
  options: DemonstrationOptions,
  ports: NonNullable<Ports['demonstration']>,
  sutureDatabase: Promise<string>,
): Promise<PreparedDemonstration> {
  const { root, environment, state, secrets, say } = options;
  const given = environment[`${RELEASE_PREFIX}DATABASE_URL`];
  const [url, database] = await Promise.all([
    sutureDatabase,
    sutureDatabase.then(
      (url) => given || ensureServiceDatabase(url, DEMONSTRATION.name, secrets.serviceDatabasePassword),
    ),
    seedOrigin(root, state.origin, environment, say),
  ]);
  // Made just now on a first start.
  chmodSync(state.origin, 0o700);
  const addresses: DemonstrationAddresses = {
    delivery: `http://127.0.0.1:${ports.delivery}`,
    service: `http://127.0.0.1:${ports.service}`,
    database,
    origin: state.origin,
  };
  const repository = options.repository ?? { host: 'local', path: state.origin };
  return { addresses, repository, attach: () => attachDemonstration(url, addresses, secrets, repository) };
}

/** Starts the delivery, which builds and releases the demonstration, and resolves once a release is live. */
export async function releaseDemonstration(
  programs: ProgramsOptions,
  addresses: DemonstrationAddresses,
  {
    run,
    say,
    signal,
  }: { run(spec: ProcessSpec): Promise<void>; say(line: string): void; signal: AbortSignal },
): Promise<void> {
  await run(deliveryProgram(programs, addresses));
  await waitForFirstRelease({
    pages: addresses.delivery,
    folder: join(programs.state.services, DEMONSTRATION.name),
    say,
    signal,
  });
}
