import type { Client } from '@temporalio/client';
import type { WorkerVersion } from '../temporal-options.ts';
import { startAdopting } from './adopt-heals.ts';
import { untilDrained } from './drain.ts';
import { promoteVersion } from './promote-version.ts';

export interface KeepVersionOptions {
  client: Client;
  version: WorkerVersion;
  taskQueue: string;
  /** Makes the version the current one. */
  promotes: boolean;
  /** Only finishes the heals that the version has, and stops then. */
  drains: boolean;
  /** The worker ends. */
  signal: AbortSignal;
  log(line: string): void;
  /** Ends the worker. */
  stop(): void;
  /** How often an older version's worker looks whether it is done, in milliseconds. */
  everyMs?: number;
}

/**
 * What a running worker does for its version: either it makes it the current one, and looks after heals whose version
 * nobody serves any more, or it stays only until its own are done.
 * @throws Error when Temporal refuses to make it the current one
 */
export async function keepVersion(options: KeepVersionOptions): Promise<void> {
  try {
    await (options.drains ? finish(options) : serve(options));
  } catch (error) {
    if (!options.signal.aborted) throw error;
  }
}

async function serve({ client, version, taskQueue, promotes, signal, log }: KeepVersionOptions) {
  log(`is version ${version.buildId} of ${version.deploymentName}`);
  if (promotes) await promoteVersion(client, version, signal);
  signal.addEventListener('abort', startAdopting({ client, version, taskQueue }, log), { once: true });
}

async function finish({ client, version, promotes, signal, log, stop, everyMs }: KeepVersionOptions) {
  log(`finishes the heals of version ${version.buildId} of ${version.deploymentName}`);
  const end = await untilDrained({ client, version, signal, promotes, everyMs });
  log(end === 'drained' ? 'none is left' : 'no other version took over, so there is nothing to finish');
  stop();
}
