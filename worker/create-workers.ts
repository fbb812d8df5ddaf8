import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DataConverter, Duration } from '@temporalio/common';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { type ActivityDeps, createHeavyActivities, createLightActivities } from '../activities/index.ts';
import type { WorkerVersion } from './temporal-options.ts';

export interface WorkersOptions {
  connection: NativeConnection;
  namespace: string;
  /** Encrypts what goes into histories. */
  dataConverter?: DataConverter | null;
  /** Keeps heals on the workers that they started with; null: every worker takes every heal. */
  version?: WorkerVersion | null;
  /** Workflows and light steps. */
  taskQueue: string;
  /** Reproduction and proof. */
  heavyTaskQueue: string;
  proofConcurrency: number;
  workflows: Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>;
  /** How Temporal names this process; its id and host unless given. */
  identity?: string;
  /** Steps that do not end by then are left behind, and the end of their worker is an error; 5 s unless given. */
  forceStopAfter?: Duration;
  deps: ActivityDeps;
  /** Tracing, and the log of the steps. */
  observers?: Pick<WorkerOptions, 'interceptors' | 'sinks'>[];
}

/** Light steps of one worker at a time; each is a few queries or one request. */
const LIGHT_STEPS = 50;
/** Steps of one worker that may wait for a model, beside those that work; `limited` sees to it that no more work. */
const MODELS_AWAITED = 4;
/** Heals kept in RAM between two steps; others are replayed when they continue. */
const CACHED_HEALS = 200;

/**
 * The workers of a process. Proofs have a queue and a concurrency of their own, so that signals and short steps never
 * wait for them. A second queue, which only this process serves, is for the steps of a heal whose worktree is here.
 */
export async function createWorkers(options: WorkersOptions): Promise<Worker[]> {
  const { connection, namespace, deps } = options;
  const common: Omit<WorkerOptions, 'taskQueue'> = {
    connection,
    namespace,
    ...observed(options.observers ?? []),
    ...(options.identity && { identity: options.identity }),
    ...(options.dataConverter && { dataConverter: options.dataConverter }),
    // A step learns within a second that it is cancelled.
    maxHeartbeatThrottleInterval: '1 s',
    defaultHeartbeatThrottleInterval: '1 s',
    shutdownGraceTime: '1 s',
    shutdownForceTime: options.forceStopAfter ?? '5 s',
  };
  const versioned: Pick<WorkerOptions, 'workerDeploymentOptions'> = options.version
    ? {
        workerDeploymentOptions: {
          version: options.version,
          useWorkerVersioning: true,
          defaultVersioningBehavior: 'PINNED',
        },
      }
    : {};
  const light = await Worker.create({
    ...common,
    ...versioned,
    ...options.workflows,
    taskQueue: options.taskQueue,
    activities: createLightActivities(deps),
    maxConcurrentActivityTaskExecutions: LIGHT_STEPS,
    maxCachedWorkflows: CACHED_HEALS,
  });
  const activities = createHeavyActivities(deps, options.proofConcurrency);
  const own = { activities, maxConcurrentActivityTaskExecutions: options.proofConcurrency };
  const heavy = await Worker.create({ ...common, ...versioned, ...own, taskQueue: options.heavyTaskQueue });
  // Not versioned: the queue has this process's name, and a version holds a limited number of task queues.
  const sticky = await Worker.create({
    ...common,
    activities,
    taskQueue: deps.stickyTaskQueue,
    maxConcurrentActivityTaskExecutions: options.proofConcurrency + MODELS_AWAITED,
  });
  return [light, heavy, sticky];
}

/** All observers as one; the first stands outermost. */
function observed(
  observers: NonNullable<WorkersOptions['observers']>,
): Pick<WorkerOptions, 'interceptors' | 'sinks'> {
  return {
    interceptors: {
      activity: observers.flatMap(({ interceptors }) => interceptors?.activity ?? []),
      workflowModules: observers.flatMap(({ interceptors }) => interceptors?.workflowModules ?? []),
    },
    sinks: Object.assign({}, ...observers.map(({ sinks }) => sinks ?? {})),
  };
}

/**
 * The workflows as `tools/build.mjs` bundled them, else their source, which takes seconds to bundle.
 * @param here `import.meta.url` of the caller: a program in `dist/`, or a source file one folder below the root
 * @param how whether messages of failures are encrypted too, and whether workflows are traced
 */
export function workflowCode(
  here: string,
  how: { encrypted: boolean; traced: boolean },
): WorkersOptions['workflows'] {
  const name = `./workflows${how.encrypted ? '-encrypted' : ''}${how.traced ? '-traced' : ''}.js`;
  const codePath = fileURLToPath(new URL(name, here));
  if (here.endsWith('.js') && existsSync(codePath)) return { workflowBundle: { codePath } };
  return { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', here)) };
}
