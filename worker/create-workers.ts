import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { type ActivityDeps, createHeavyActivities, createLightActivities } from '../activities/index.ts';

export interface WorkersOptions {
  connection: NativeConnection;
  namespace: string;
  /** Workflows and light steps. */
  taskQueue: string;
  /** Reproduction and proof. */
  heavyTaskQueue: string;
  proofConcurrency: number;
  workflows: Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>;
  /** How Temporal names this process; its id and host unless given. */
  identity?: string;
  deps: ActivityDeps;
  /** Who looks on: tracing, the log of the steps. */
  observers?: Pick<WorkerOptions, 'interceptors' | 'sinks'>[];
}

/** Light steps of one worker at a time; each is a few queries or one request. */
const LIGHT_STEPS = 50;
/** Heals kept in memory between two steps; others are replayed when they go on. */
const CACHED_HEALS = 200;

/**
 * The two workers of a process: proofs have a queue and a concurrency of their own, so that they never starve
 * signals and short steps. More machines run more of both.
 */
export async function createWorkers(options: WorkersOptions): Promise<Worker[]> {
  const { connection, namespace, deps } = options;
  const common: Omit<WorkerOptions, 'taskQueue'> = {
    connection,
    namespace,
    ...observed(options.observers ?? []),
    ...(options.identity && { identity: options.identity }),
    // A step hears within a second that it is cancelled.
    maxHeartbeatThrottleInterval: '1 s',
    defaultHeartbeatThrottleInterval: '1 s',
    shutdownGraceTime: '1 s',
    shutdownForceTime: '5 s',
  };
  const light = await Worker.create({
    ...common,
    ...options.workflows,
    taskQueue: options.taskQueue,
    activities: createLightActivities(deps),
    maxConcurrentActivityTaskExecutions: LIGHT_STEPS,
    maxCachedWorkflows: CACHED_HEALS,
  });
  const heavy = await Worker.create({
    ...common,
    taskQueue: options.heavyTaskQueue,
    activities: createHeavyActivities(deps),
    maxConcurrentActivityTaskExecutions: options.proofConcurrency,
  });
  return [light, heavy];
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
 * The workflows as `stack/build.mjs` bundled them, else their source, which takes seconds to bundle.
 * @param here `import.meta.url` of the caller: a program in `dist/`, or a source file one folder below the root
 */
export function workflowCode(here: string): WorkersOptions['workflows'] {
  const codePath = fileURLToPath(new URL('./workflows.js', here));
  if (here.endsWith('.js') && existsSync(codePath)) return { workflowBundle: { codePath } };
  return { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', here)) };
}
