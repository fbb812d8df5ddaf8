import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import type { ActivityDeps } from '../../activities/index.ts';
import { judgeReturn } from '../../activities/judge-return.ts';
import { refreshDefinition } from '../../activities/read-definition.ts';
import { worldKeyOf } from '../../activities/run.ts';
import { createRedisCooldowns } from '../../adapters/cooldowns/redis.ts';
import { createNoTracing } from '../../adapters/tracing/none.ts';
import { healWorkflowId } from '../../domain/incident.ts';
import type { CodeHosts } from '../../domain/ports/code-host.ts';
import type { TraceContext } from '../../domain/ports/tracing.ts';
import { createStore } from '../../store/create-store.ts';
import { createTestDatabase } from '../../store/testing.ts';
import { createHandOver } from '../../worker/hand-over.ts';
import { startOutboxDispatcher } from '../../worker/outbox-dispatcher.ts';
import { createRunningHeals } from '../../worker/running-heals.ts';
import { createStepLog } from '../../worker/step-log.ts';
import { traceCommits } from '../../worker/trace-commits.ts';
import { traceHandOver } from '../../worker/trace-hand-over.ts';
import { traceTemporal } from '../../worker/trace-temporal.ts';
import { createLatches } from './latches.ts';
import { TYPESCRIPT } from './layouts.ts';
import { commitFiles, commitLink, draw, filesChangedBy, setSequences, subjectsOf } from './repository.ts';
import type { StackOptions } from './stack-options.ts';
import { failingRequest, watchIncidents } from './watch-incidents.ts';
import { createWorkerProcesses } from './worker-processes.ts';
import {
  BROKEN,
  createScriptedProvider,
  createWorldKnowledge,
  createWorldProver,
  FIXED,
  until,
} from './world.ts';
import { startWorldService, type WorldService } from './world-service.ts';

export type TestStack = Awaited<ReturnType<typeof startTestStack>>;

/**
 * A worker with everything real around it (PostgreSQL, Redis, Temporal, git, HTTP) but for the sandbox, the fix
 * provider and the pipeline, which follow the plain rules of `world.ts`.
 */
export async function startTestStack(options: StackOptions) {
  const { workflowBundle, policy, script = [[FIXED]], autoDeliver = true, initially = BROKEN } = options;
  const id = randomBytes(4).toString('hex');
  const undo: (() => Promise<unknown>)[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'suture-workflows-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));

  const database = await createTestDatabase();
  undo.push(() => database.drop());
  const numbers = options.after?.numbers ?? [draw(), draw()];
  await setSequences(database.url, numbers);
  const store = createStore({ databaseUrl: database.url, poolSize: 12 });
  undo.push(() => store.close());
  const redis = createRedisCooldowns({ url: inject('redisUrl') });
  undo.push(() => redis.close());
  const cooldowns = options.cooldowns ?? redis;

  const latches = createLatches();
  const world = { store, latches, folder, policy, autoDeliver, initially };
  const main = await startWorldService({
    ...world,
    name: `service-${id}`,
    layout: {
      ...TYPESCRIPT,
      definition: { ...TYPESCRIPT.definition, environment: options.environment, heal: options.heal },
    },
    files: options.files,
    origin: options.after?.origin,
    deliver: options.deliver,
    verify: options.verify,
    host: options.host,
  });
  undo.push(() => main.close());
  const { second: layout } = options;
  const second = layout ? await startWorldService({ ...world, name: `second-${id}`, layout }) : null;
  if (second) undo.push(() => second.close());
  const tracing = options.tracing ?? createNoTracing();
  const worldOf = ({ name }: { name: string }): WorldService => {
    const found = [main, second].find((each) => each?.name === name);
    if (!found) throw new Error(`no service named ${name} is in the test world`);
    return found;
  };
  const codeHosts = traceCommits(tracing, { of: (service) => worldOf(service).codeHost });
  const gits: CodeHosts = { of: (service) => worldOf(service).git };

  const { knowledge, learned, rolledBack } = createWorldKnowledge();
  const { provider, requests } = createScriptedProvider(script, latches);
  const { prover, proofs } = createWorldProver(gits, latches);

  const taskQueue = `test-${id}`;
  const address = inject('temporalAddress');
  const connection = await Connection.connect({ address });
  undo.push(() => connection.close());
  const traced = options.tracing ? await traceTemporal(options.tracing) : null;
  const client = new Client({
    connection,
    identity: 'test',
    interceptors: traced?.client ?? {},
    ...(options.dataConverter && { dataConverter: options.dataConverter }),
  });
  const deps: ActivityDeps = {
    store,
    codeHosts,
    cooldowns,
    deliveries: { of: (service) => worldOf(service).delivery },
    knowledge: options.knowledge ?? knowledge,
    provider: options.provider ?? provider,
    prover: options.aroundProver?.(prover) ?? prover,
    heals: createRunningHeals(client, taskQueue),
    ...(options.oneByOne && { turnMs: 0 }),
    notifiers: options.notifiers ?? [],
    publicUrl: 'https://suture.test',
    heavyTaskQueue: `${taskQueue}-heavy`,
    temporalDecisions: options.temporalDecisions ?? true,
    stickyTaskQueue: `${taskQueue}@first`,
  };

  const { startWorker, stopWorker, stopWorkers } = createWorkerProcesses(address, {
    namespace: 'default',
    taskQueue,
    heavyTaskQueue: `${taskQueue}-heavy`,
    proofConcurrency: options.oneByOne ? 1 : 2,
    workflows: { workflowBundle },
    dataConverter: options.dataConverter ?? null,
    observers: [
      ...(traced ? [traced.worker] : []),
      { interceptors: { activity: [createStepLog(options.logger ?? (() => {}), tracing)] } },
    ],
    deps,
  });

  const log: string[] = [];
  const handOver = traceHandOver(
    tracing,
    createHandOver({
      store,
      client,
      taskQueue,
      judgeReturn: (failed) => judgeReturn(deps, failed),
      readDefinition: async (name) => void (await refreshDefinition({ store, codeHosts }, name)),
      log: (line) => log.push(line),
    }),
    { rollouts: async () => true },
  );
  const dispatcher = await startOutboxDispatcher(store, handOver, (line) => log.push(line));
  // The definitions are read before a test begins.
  await until(async () => (await store.outboxDepth()) === 0);
  if (options.startsWorker !== false) await startWorker();

  return {
    origin: main.origin,
    numbers,
    store,
    client,
    service: main.name,
    git: main.git,
    latches,
    web: main.web,
    /** What users ask of the first service, as its delivery counts it. */
    traffic: main.traffic,
    /** The second service, where one was asked for. */
    second,
    learned,
    rolledBack,
    requests,
    /** Candidates that were put to the proof, each time. */
    proofs,
    pushes: main.pushes,
    cooldowns,
    deliver: main.deliver,
    first: main.first,
    startWorker,
    stopWorker,
    log,

    /** A request fails in production. */
    async fail(
      name = 'one',
      message = '',
      trace: TraceContext | null = null,
      { name: service }: Pick<WorldService, 'name'> = main,
    ): Promise<string> {
      const { incidentId } = await store.recordOccurrence(failingRequest(service, name, message, trace));
      return incidentId;
    },

    ...watchIncidents(store),

    heal: (incidentId: string) => client.workflow.getHandle(healWorkflowId(incidentId)),

    /** The key that a step gives what it makes outside: a commit, a piece of news. */
    worldKey: (incidentId: string, step: string) => worldKeyOf(store, { incidentId, healRun: 1 }, step),

    subjects: () => subjectsOf(main.origin),
    changedFiles: (commit: string) => filesChangedBy(main.origin, commit),
    link: (path: string, target: string) => commitLink(main.origin, path, target),

    commit: (files: Record<string, string>) => commitFiles(main.git, files),

    async stop(): Promise<void> {
      latches.releaseAll();
      await dispatcher.stop();
      await stopWorkers();
      for (const step of undo.reverse()) await step();
    },
  };
}
