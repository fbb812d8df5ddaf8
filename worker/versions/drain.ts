import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { WorkerVersion } from '../temporal-options.ts';

// The package is CommonJS, whose names Node does not see.
const {
  WORKER_DEPLOYMENT_VERSION_STATUS_CURRENT: CURRENT,
  WORKER_DEPLOYMENT_VERSION_STATUS_RAMPING: RAMPING,
  WORKER_DEPLOYMENT_VERSION_STATUS_DRAINING: DRAINING,
  WORKER_DEPLOYMENT_VERSION_STATUS_DRAINED: DRAINED,
} = proto.temporal.api.enums.v1.WorkerDeploymentVersionStatus;

/** gRPC's NOT_FOUND (https://grpc.io/docs/guides/status-codes): no worker of the version has ever polled. */
const NOT_FOUND = 5;
const EVERY_MS = 15_000;
/** How long after its start a new worker may take to become the current version, in milliseconds. */
const SETTLE_MS = 30_000;

export interface Drain {
  client: Client;
  version: WorkerVersion;
  /** Ends the wait, by throwing. */
  signal: AbortSignal;
  everyMs?: number;
  settleMs?: number;
}

/**
 * Whether a newer version has replaced this one, which still has heals. While it is the current one, it waits a moment:
 * a release starts the draining worker and the new workers at the same time.
 */
export async function isDraining(drain: Drain): Promise<boolean> {
  const { signal, everyMs = EVERY_MS, settleMs = SETTLE_MS } = drain;
  const settled = Date.now() + settleMs;
  for (;;) {
    const state = await look(drain);
    if (state === 'draining') return true;
    if (state === 'drained' || (state !== 'no answer' && Date.now() > settled)) return false;
    await sleep(Math.min(everyMs, settleMs), undefined, { signal });
  }
}

/** Waits until no heal of the version is left, or it is the current version again, whose workers run anyway. */
export async function untilDrained(drain: Drain): Promise<void> {
  for (;;) {
    const state = await look(drain);
    if (state === 'drained' || state === 'in use') return;
    await sleep(drain.everyMs ?? EVERY_MS, undefined, { signal: drain.signal });
  }
}

type State = 'draining' | 'drained' | 'in use' | 'not used yet' | 'no answer';

async function look({ client, version }: Drain): Promise<State> {
  try {
    const { workerDeploymentVersionInfo: info } =
      await client.workflowService.describeWorkerDeploymentVersion({
        namespace: client.options.namespace,
        deploymentVersion: version,
      });
    const status = info?.status;
    if (status === DRAINED) return 'drained';
    if (status === DRAINING) return 'draining';
    return status === CURRENT || status === RAMPING ? 'in use' : 'not used yet';
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error;
    // A version that no worker has served has no heals.
    return error.code === NOT_FOUND ? 'drained' : 'no answer';
  }
}
