import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

/** How many processes poll a task queue for workflows, as Temporal remembers of the last minutes. */
export function createPollerCount(
  client: Client,
  taskQueue: string,
): (signal: AbortSignal) => Promise<number> {
  return async (signal) => {
    const { connection, options } = client;
    const answer = await connection.withAbortSignal(signal, () =>
      connection.workflowService.describeTaskQueue({
        namespace: options.namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
      }),
    );
    return new Set((answer.pollers ?? []).map(({ identity }) => identity)).size;
  };
}
