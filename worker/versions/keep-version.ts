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
  const { client, version, taskQueue, promotes, drains, signal, log, stop } = options;
  try {
    if (drains) {
      await untilDrained(options);
      log('no heal of this version is left');
      return stop();
    }
    if (promotes) await promoteVersion(client, version, signal);
    signal.addEventListener('abort', startAdopting({ client, version, taskQueue }, log), { once: true });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
