import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { WorkerVersion } from '../temporal-options.ts';

// The package is CommonJS, whose names Node does not see.
const { VERSION_DRAINAGE_STATUS_DRAINING: DRAINING, VERSION_DRAINAGE_STATUS_DRAINED: DRAINED } =
  proto.temporal.api.enums.v1.VersionDrainageStatus;

const EVERY_MS = 15_000;
/** How long another version may take to become the current one after a release, in milliseconds. */
const SETTLE_MS = 300_000;

export interface Drain {
  client: Client;
  version: WorkerVersion;
  /** Ends the wait, by throwing. */
  signal: AbortSignal;
  /** False where a person makes versions current, who may take any time. */
  promotes: boolean;
  everyMs?: number;
  settleMs?: number;
}

/**
 * Waits until no heal of a version is left.
 * @returns `drained`; or `current` when no other version took over, so that there is nothing to drain
 */
export async function untilDrained(drain: Drain): Promise<'drained' | 'current'> {
  const { client, version, signal, promotes, everyMs = EVERY_MS, settleMs = SETTLE_MS } = drain;
  const { namespace } = client.options;
  const settled = Date.now() + settleMs;
  for (;;) {
    const status = await drainage();
    if (status === DRAINED) return 'drained';
    if (status !== DRAINING && promotes && Date.now() > settled) return 'current';
    await sleep(everyMs, undefined, { signal });
  }

  /** Null while Temporal does not know the version, or does not answer. */
  async function drainage() {
    try {
      const { workerDeploymentVersionInfo: info } =
        await client.workflowService.describeWorkerDeploymentVersion({
          namespace,
          deploymentVersion: version,
        });
      return info?.drainageInfo?.status ?? null;
    } catch (error) {
      if (isGrpcServiceError(error)) return null;
      throw error;
    }
  }
}
