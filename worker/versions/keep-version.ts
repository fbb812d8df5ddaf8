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
  /** Only finishes the heals of the version, and then stops. */
  drains: boolean;
  /** Aborted when the worker ends. */
  signal: AbortSignal;
  log(line: string): void;
  /** Ends the worker. */
  stop(): void;
  /** Interval of the check whether all heals of an older version are finished, in milliseconds. */
  everyMs?: number;
}

/**
 * The duties of a running worker for its version: it makes the version current, and adopts heals whose version no worker
 * serves; or, while it drains, it stops after the last heal of the version.
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
