import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

// The package is CommonJS, whose names Node does not see.
const { TASK_QUEUE_TYPE_WORKFLOW } = proto.temporal.api.enums.v1.TaskQueueType;

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
        taskQueueType: TASK_QUEUE_TYPE_WORKFLOW,
      }),
    );
    return new Set((answer.pollers ?? []).map(({ identity }) => identity)).size;
  };
}
