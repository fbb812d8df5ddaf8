import {
  type Client,
  isGrpcServiceError,
  ServiceError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { RunningHeals } from '../activities/stop-heals.ts';
import { SutureError } from '../domain/errors.ts';

/** The heals of this stack, as Temporal runs them. Errors: `temporal_unavailable` (retryable). */
export function createRunningHeals(client: Client, taskQueue: string): RunningHeals {
  return {
    list: () =>
      guarded(async () => {
        const ids: string[] = [];
        const query = `WorkflowType IN ('healIncident', 'rollBackFix') AND ExecutionStatus = 'Running' AND TaskQueue = '${taskQueue}'`;
        for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
        return ids;
      }),

    stop: (workflowId, signal) =>
      guarded(() => client.withAbortSignal(signal, () => cancelAndWait(client, workflowId))),
  };
}

async function cancelAndWait(client: Client, workflowId: string): Promise<void> {
  try {
    const { runId, status } = await client.workflow.getHandle(workflowId).describe();
    if (status.name !== 'RUNNING') return;
    // Only this run: a retry may start the next one under the same id.
    const run = client.workflow.getHandle(workflowId, runId);
    await run.cancel();
    await run.result();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || error instanceof WorkflowFailedError) return;
    throw error;
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ServiceError || isGrpcServiceError(error))) throw error;
    throw new SutureError('temporal_unavailable', `Temporal does not answer: ${error.message}`, {
      retryable: true,
      cause: error,
    });
  }
}
