import { NativeConnection, type Worker } from '@temporalio/worker';
import { createWorkers, type WorkersOptions } from '../../worker/create-workers.ts';
import type { WorkerVersion } from '../../worker/temporal-options.ts';

export interface WorkerStart {
  machine?: string;
  version?: WorkerVersion | null;
}

/**
 * Workers that a test starts and stops, each as a process on a machine of its own.
 * @param address of Temporal
 */
export function createWorkerProcesses(
  address: string,
  options: Omit<WorkersOptions, 'connection' | 'version' | 'identity'>,
) {
  const running = new Map<string, { workers: Worker[]; done: Promise<unknown>; native: NativeConnection }>();

  async function startWorker({ machine = 'first', version = null }: WorkerStart = {}): Promise<void> {
    const native = await NativeConnection.connect({ address });
    const workers = await createWorkers({
      ...options,
      connection: native,
      version,
      identity: machine,
      // A step ends when it is told to, which takes a busy machine longer than production waits.
      forceStopAfter: '2 min',
      deps: { ...options.deps, stickyTaskQueue: `${options.taskQueue}@${machine}` },
    });
    running.set(machine, { workers, native, done: Promise.all(workers.map((worker) => worker.run())) });
  }

  async function stopWorker(machine = 'first'): Promise<void> {
    const process = running.get(machine);
    running.delete(machine);
    for (const worker of process?.workers ?? []) worker.shutdown();
    await process?.done;
    await process?.native.close();
  }

  async function stopWorkers(): Promise<void> {
    for (const machine of [...running.keys()]) await stopWorker(machine);
  }

  return { startWorker, stopWorker, stopWorkers };
}
