import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { build } from 'esbuild';
import { expect, inject, it } from 'vitest';
import { quietTemporal } from './quiet-temporal.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Two steps: one ends its process, the other fails often but lets it live. */
const STEPS = `
import { NativeConnection, Worker } from '@temporalio/worker';
import { activityInfo } from '@temporalio/activity';
import { notDeadly } from './activities/deaths.ts';
import { longStep } from './activities/long-step.ts';
const [address, taskQueue] = process.argv.slice(2);
const activities = notDeadly({
  deadly: () => longStep(() => new Promise(() => setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100))),
  async unlucky() {
    if (activityInfo().attempt < 12) throw new Error('away');
    return activityInfo().attempt;
  },
});
const worker = await Worker.create({ connection: await NativeConnection.connect({ address }), taskQueue, activities });
await worker.run();`;

const WORKFLOWS = `
import { proxyActivities } from '@temporalio/workflow';
export async function run(step, taskQueue) {
  const retry = { initialInterval: '50 ms', backoffCoefficient: 1 };
  return proxyActivities({ taskQueue, startToCloseTimeout: '1 minute', heartbeatTimeout: '1 s', retry })[step]();
}`;

it('gives up a step that ends its worker again and again, and no step that only fails', async () => {
  quietTemporal(() => {});
  const folder = await mkdtemp(join(ROOT, 'dist-test-'));
  const address = inject('temporalAddress');
  const taskQueue = `deadly-${randomUUID()}`;
  const program = join(folder, 'worker.mjs');
  const workflowsPath = join(folder, 'workflows.mjs');
  let starts = 0;
  let stopped = false;
  let child: ReturnType<typeof spawn> | null = null;
  const keepAlive = () => {
    if (stopped) return;
    starts += 1;
    child = spawn(process.execPath, [program, address, `${taskQueue}-steps`], { stdio: 'ignore' });
    child.once('exit', keepAlive);
  };
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  try {
    await build({
      stdin: { contents: STEPS, resolveDir: ROOT, loader: 'ts' },
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
    });
    await writeFile(workflowsPath, WORKFLOWS);
    const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
    const worker = await Worker.create({ connection: native, taskQueue, workflowBundle });
    keepAlive();
    const { workflow } = new Client({ connection });
    const run = (step: string) =>
      workflow.execute('run', {
        taskQueue,
        workflowId: `${taskQueue}-${step}`,
        args: [step, `${taskQueue}-steps`],
      });
    await worker.runUntil(async () => {
      expect(await run('unlucky')).toBe(12);
      const failure = await run('deadly').catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(WorkflowFailedError);
      const { cause } = failure as WorkflowFailedError;
      expect(cause).toBeInstanceOf(ActivityFailure);
      expect((cause as ActivityFailure).cause).toBeInstanceOf(ApplicationFailure);
      expect((cause as ActivityFailure).cause).toMatchObject({
        type: 'worker_killed',
        nonRetryable: true,
        message: expect.stringContaining('The worker died 5 times in the step deadly'),
      });
    });
    // Five that died, and the one that found out.
    expect(starts).toBe(6);
  } finally {
    stopped = true;
    (child as ReturnType<typeof spawn> | null)?.kill('SIGKILL');
    await native.close();
    await connection.close();
    await rm(folder, { recursive: true });
  }
});
