import { type Client, isGrpcServiceError, type WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { WorkerVersion } from '../temporal-options.ts';

// The package is CommonJS, whose names Node does not see.
const { TASK_QUEUE_TYPE_WORKFLOW } = proto.temporal.api.enums.v1.TaskQueueType;
const { PINNED_OVERRIDE_BEHAVIOR_PINNED } =
  proto.temporal.api.workflow.v1.VersioningOverride.PinnedOverrideBehavior;

/** The version that a workflow is pinned to, `<deployment>:<build id>`. */
const VERSION = defineSearchAttributeKey('TemporalWorkerDeploymentVersion', 'KEYWORD');
/** gRPC's NOT_FOUND (https://grpc.io/docs/guides/status-codes): no worker of the deployment has polled yet. */
const NOT_FOUND = 5;

/** Temporal itself remembers a poller for five minutes. */
const GONE_AFTER_MS = 300_000;
const EVERY_MS = 30_000;

export interface Adoption {
  client: Client;
  /** The version that takes the heals. Nothing is done unless it is the current one. */
  version: WorkerVersion;
  taskQueue: string;
  /** Milliseconds without a poll for a version until its heals are taken over. */
  goneAfterMs?: number;
}

/**
 * Takes over heals whose version no worker serves, so that they continue after their workers were ended too soon. The
 * code of this version replays their finished steps.
 * @returns how many were taken over, by their earlier version, `<deployment>:<build id>`
 */
export async function adoptHeals(adoption: Adoption): Promise<Record<string, number>> {
  const { client, version, taskQueue, goneAfterMs = GONE_AFTER_MS } = adoption;
  const { deploymentName, buildId } = version;
  const { namespace } = client.options;
  if ((await currentBuild(client, deploymentName)) !== buildId) return {};

  const query = `ExecutionStatus = 'Running' AND TaskQueue = '${taskQueue}' AND TemporalWorkerDeployment = '${deploymentName}' AND TemporalWorkerDeploymentVersion != '${deploymentName}:${buildId}'`;
  const others: WorkflowExecutionInfo[] = [];
  for await (const one of client.workflow.list({ query })) others.push(one);
  if (others.length === 0) return {};
  const served = await servedVersions(client, taskQueue, goneAfterMs);
  const adopted: Record<string, number> = {};
  for (const { workflowId, runId, typedSearchAttributes } of others) {
    const its = typedSearchAttributes.get(VERSION);
    if (its === undefined || served.has(its)) continue;
    await client.workflowService.updateWorkflowExecutionOptions({
      namespace,
      workflowExecution: { workflowId, runId },
      workflowExecutionOptions: {
        versioningOverride: { pinned: { behavior: PINNED_OVERRIDE_BEHAVIOR_PINNED, version } },
      },
      updateMask: { paths: ['versioning_override'] },
    });
    adopted[its] = (adopted[its] ?? 0) + 1;
  }
  return adopted;
}

async function currentBuild(client: Client, deploymentName: string): Promise<string | null> {
  const { namespace } = client.options;
  try {
    const answer = await client.workflowService.describeWorkerDeployment({ namespace, deploymentName });
    return answer.workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId ?? null;
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) return null;
    throw error;
  }
}

/** The versions that a worker has polled for lately, `<deployment>:<build id>`. */
async function servedVersions(client: Client, taskQueue: string, withinMs: number): Promise<Set<string>> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: TASK_QUEUE_TYPE_WORKFLOW,
  });
  const since = Date.now() - withinMs;
  const fresh = (pollers ?? []).filter(
    ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 > since,
  );
  return new Set(
    fresh.map(({ deploymentOptions: its }) => `${its?.deploymentName ?? ''}:${its?.buildId ?? ''}`),
  );
}

/** Repeats it until it is stopped. A failure is logged and retried at the next interval. */
export function startAdopting(
  adoption: Adoption,
  log: (line: string) => void,
  everyMs = EVERY_MS,
): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout;

  async function look(): Promise<void> {
    try {
      for (const [version, count] of Object.entries(await adoptHeals(adoption))) {
        log(`takes over from ${version}, which no worker serves: ${count}`);
      }
    } catch (error) {
      log(`cannot look for heals that no worker serves: ${error instanceof Error ? error.message : error}`);
    }
    if (!stopped) timer = setTimeout(() => void look(), everyMs).unref();
  }

  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
