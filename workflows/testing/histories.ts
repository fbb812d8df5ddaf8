import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import {
  type BundleOptions,
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  type WorkflowBundle,
} from '@temporalio/worker';

/** Recorded histories of heals and resets, replayed by `workflows/replay.test.ts`. */
export const HISTORIES = fileURLToPath(new URL('../histories/', import.meta.url));

const { History } = temporal.api.history.v1;

/**
 * Bundles the workflows as the worker does, and keeps Temporal's own log to what is wrong.
 * @param options.failureConverterPath a module that hides the messages of failures, where payloads are encrypted
 * @param options.workflowInterceptorModules what looks on from within the workflows, such as tracing
 */
export async function prepareWorkflows(
  options: Pick<BundleOptions, 'failureConverterPath' | 'workflowInterceptorModules'> = {},
): Promise<WorkflowBundle> {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
  });
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../index.ts', import.meta.url)),
    ...options,
    logger: new DefaultLogger('ERROR'),
  });
}

/** With UPDATE_HISTORIES=1 keeps the history of a workflow that has ended. */
export async function record(client: Client, workflowId: string, name: string): Promise<void> {
  if (process.env.UPDATE_HISTORIES !== '1') return;
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  await mkdir(HISTORIES, { recursive: true });
  const plain = History.toObject(History.fromObject(history), {
    longs: String,
    enums: String,
    bytes: String,
  });
  await writeFile(`${HISTORIES}${name}.json`, `${JSON.stringify(plain, null, 1)}\n`);
}

/** A history as it was recorded. */
export async function readHistory(name: string): Promise<temporal.api.history.v1.IHistory> {
  return History.fromObject(JSON.parse(await readFile(`${HISTORIES}${name}`, 'utf8')));
}
