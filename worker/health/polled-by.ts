import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

// CommonJS, whose names Node does not find by themselves.
const { TASK_QUEUE_TYPE_ACTIVITY: ACTIVITIES } = proto.temporal.api.enums.v1.TaskQueueType;

/** A poller that was last seen longer ago is gone, in milliseconds; Temporal forgets it then, too. */
const FRESH_MS = 300_000;

/**
 * The task queues of these that a host takes no work from, as Temporal sees it.
 * @param host what the worker's identity ends with, after the `@`
 */
export async function unpolledBy(
  host: string,
  { client, namespace, taskQueues }: { client: Client; namespace: string; taskQueues: string[] },
): Promise<string[]> {
  const polled = await Promise.all(
    taskQueues.map(async (name) => {
      const { pollers } = await client.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name },
        taskQueueType: ACTIVITIES,
      });
      return (pollers ?? []).some(
        ({ identity, lastAccessTime }) =>
          identity?.endsWith(`@${host}`) && Date.now() - Number(lastAccessTime?.seconds) * 1000 < FRESH_MS,
      );
    }),
  );
  return taskQueues.filter((_, index) => !polled[index]);
}
