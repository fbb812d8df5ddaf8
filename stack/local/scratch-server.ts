import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import type { Environment } from '../../platform/find-program.ts';
import { takeLock } from '../../platform/lock.ts';
import { findParentDeathGuard } from '../../platform/parent-death-guard.ts';
import { embeddedBinaries, postgres } from '../components/postgres.ts';
import { plainVariables } from '../plain-variables.ts';
import { anyPort } from '../ports.ts';
import { openLog } from '../process/log-file.ts';
import { manage } from '../process/managed.ts';
import { preparePostgres } from '../servers/postgres.ts';

/** A PostgreSQL for scratch databases. */
export interface ScratchServer {
  /** Of its administrator. */
  url: string;
  stop(): Promise<void>;
}

export interface ScratchServerOptions {
  /** Where it keeps its data, from one use to the next; a second one at the same time gets a folder that is removed. */
  folder: string;
  password: string;
  environment: Environment;
  signal: AbortSignal;
}

/**
 * Starts an embedded PostgreSQL that ends with this program.
 * @throws SutureError `component_missing`, `component_failed`
 */
export async function startScratchServer(options: ScratchServerOptions): Promise<ScratchServer> {
  const programs = await embeddedBinaries();
  if (!programs) throw new SutureError('component_missing', `PostgreSQL is missing: ${postgres.help}.`);
  const { lock } = takeLock(`${options.folder}.lock`);
  const folder = lock ? options.folder : `${options.folder}-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const release = () => {
    lock?.release();
    if (!lock) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { environment, signal, password } = options;
    const server = await preparePostgres({
      ...{ folder, programs, password, signal },
      port: await anyPort(),
      // What it holds is made again for each proof.
      durable: false,
      environment: plainVariables(environment),
    });
    const running = await manage(server.spec, {
      log: openLog(join(folder, 'postgres.log')),
      say: () => {},
      changed: () => {},
      guard: findParentDeathGuard(environment),
      signal,
    });
    return {
      url: server.url('postgres'),
      async stop() {
        await running.stop();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}
