import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { WorkerVersion } from '../temporal-options.ts';

const AGAIN_MS = 200;

/**
 * gRPC's NOT_FOUND and FAILED_PRECONDITION (https://grpc.io/docs/guides/status-codes): no worker of the version has
 * polled yet, or not on every task queue of the version before it.
 */
const NOT_YET = [5, 9];

/**
 * Makes a version the current one: new heals start on it, while those that run stay on theirs. Temporal knows a
 * version once a worker has polled for it, so this asks until then.
 * @param signal ends the wait, by throwing
 */
export async function promoteVersion(
  client: Client,
  { deploymentName, buildId }: WorkerVersion,
  signal: AbortSignal,
): Promise<void> {
  const { namespace } = client.options;
  for (;;) {
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({ namespace, deploymentName, buildId });
      return;
    } catch (error) {
      if (!isGrpcServiceError(error) || !NOT_YET.includes(error.code)) throw error;
      await sleep(AGAIN_MS, undefined, { signal });
    }
  }
}
