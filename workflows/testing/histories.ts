import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
import { inject } from 'vitest';
import { takeLock } from '../../platform/lock.ts';

/** Recorded histories of heals and resets, replayed by `workflows/replay.test.ts`. */
export const HISTORIES = fileURLToPath(new URL('../histories/', import.meta.url));

const { History } = temporal.api.history.v1;

type Options = Pick<BundleOptions, 'failureConverterPath' | 'workflowInterceptorModules'>;

/** Bundles the workflows, see `bundleWorkflows`, and keeps Temporal's own log to what is wrong. */
export async function prepareWorkflows(options: Options = {}): Promise<WorkflowBundle> {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
  });
  return bundleWorkflows(options);
}

/**
 * Bundles the workflows as the worker does. A bundle takes seconds of two cores: the first test file that asks for
 * it makes it, the others of the run read it.
 * @param options.failureConverterPath a module that hides the messages of failures, where payloads are encrypted
 * @param options.workflowInterceptorModules what looks on from within the workflows, such as tracing
 */
export async function bundleWorkflows(options: Options = {}): Promise<WorkflowBundle> {
  const name = createHash('sha256').update(JSON.stringify(options)).digest('hex').slice(0, 12);
  const file = join(inject('bundleFolder'), `${name}.js`);
  while (!existsSync(file)) {
    const { lock } = takeLock(`${file}.lock`);
    if (!lock) {
      await sleep(50);
      continue;
    }
    try {
      if (!existsSync(file)) await writeBundle(file, options);
    } finally {
      lock.release();
    }
  }
  return { code: await readFile(file, 'utf8') };
}

async function writeBundle(file: string, options: Options): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../index.ts', import.meta.url)),
    ...options,
    logger: new DefaultLogger('ERROR'),
  });
  await writeFile(`${file}.part`, code);
  await rename(`${file}.part`, file);
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
