import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection, type Worker, type WorkflowBundle } from '@temporalio/worker';
import { execa } from 'execa';
import pg from 'pg';
import { inject } from 'vitest';
import type { ActivityDeps } from '../../activities/index.ts';
import { worldKeyOf } from '../../activities/run.ts';
import { createLocalGit } from '../../adapters/code-host/local-git.ts';
import { createRedisCooldowns } from '../../adapters/cooldowns/redis.ts';
import { createNoTracing } from '../../adapters/tracing/none.ts';
import type { OtlpTracing } from '../../adapters/tracing/otlp.ts';
import { healWorkflowId } from '../../domain/incident.ts';
import { isTerminal, type Phase } from '../../domain/phases.ts';
import type { CodeHost } from '../../domain/ports/code-host.ts';
import type { Cooldowns } from '../../domain/ports/cooldowns.ts';
import type { FixProvider } from '../../domain/ports/fix-provider.ts';
import type { Journal } from '../../domain/ports/journal.ts';
import type { Knowledge, LearnedFix, TakenBack } from '../../domain/ports/knowledge.ts';
import type { Notifier } from '../../domain/ports/notifier.ts';
import type { Prover } from '../../domain/ports/prover.ts';
import type { TraceContext } from '../../domain/ports/tracing.ts';
import { defineConfig, type FaultPolicy } from '../../domain/service-definition.ts';
import { createStore } from '../../store/create-store.ts';
import { createTestDatabase } from '../../store/testing.ts';
import { createWorkers } from '../../worker/create-workers.ts';
import { createHandOver } from '../../worker/hand-over.ts';
import { startOutboxDispatcher } from '../../worker/outbox-dispatcher.ts';
import { createRunningHeals } from '../../worker/running-heals.ts';
import { createStepLog } from '../../worker/step-log.ts';
import type { WorkerVersion } from '../../worker/temporal-options.ts';
import { traceCommits } from '../../worker/trace-commits.ts';
import { traceHandOver } from '../../worker/trace-hand-over.ts';
import { traceTemporal } from '../../worker/trace-temporal.ts';
import { createLatches } from './latches.ts';
import {
  BROKEN,
  createScriptedProvider,
  createWorldDelivery,
  createWorldProver,
  MENDED,
  startLiveService,
  until,
} from './world.ts';

export interface StackOptions {
  workflowBundle: WorkflowBundle;
  policy?: Partial<FaultPolicy>;
  /** What the provider answers, round after round; one round with the right answer unless said otherwise. */
  script?: (string[] | { refuse: string })[];
  /** In place of the one that answers from the script. */
  provider?: FixProvider;
  /** Rolls out each commit by itself, and calls back; true unless said otherwise. */
  autoDeliver?: boolean;
  tracing?: OtlpTracing;
  journal?: Journal;
  /** The state of the first file at the start. */
  initially?: string;
  /** In place of the tests' Redis. The caller closes them. */
  cooldowns?: Cooldowns;
  /** In place of one that finds nothing and keeps what it learns in `learned` and `takenBack`. */
  knowledge?: Knowledge;
  /** Serves the bare repository; local git unless said otherwise. */
  host?(repository: string): Promise<{ codeHost: CodeHost; close(): Promise<void> }>;
  /** Encrypts what goes into histories. */
  dataConverter?: DataConverter;
  /** Ways to reach people. */
  notifiers?: Notifier[];
  /** A stack whose repository and counters it takes over, as one does whose database was made anew. */
  after?: { origin: string; numbers: number[] };
  /** False: the test starts its workers by itself. */
  startsWorker?: boolean;
}

export interface WorkerStart {
  machine?: string;
  version?: WorkerVersion | null;
}

export type TestStack = Awaited<ReturnType<typeof startTestStack>>;

/**
 * A worker with everything real around it (PostgreSQL, Redis, Temporal, git, HTTP) but for the sandbox, the fix
 * provider and the pipeline, which follow the plain rules of `world.ts`.
 */
export async function startTestStack(options: StackOptions) {
  const { workflowBundle, policy, script = [[MENDED]], autoDeliver = true, initially = BROKEN } = options;
  const id = randomBytes(4).toString('hex');
  const service = `service-${id}`;
  const undo: (() => Promise<unknown>)[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'suture-workflows-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));

  const fault = (name: string) => ({
    code: `FAULT_${name.toUpperCase()}`,
    type: 'test_fault',
    title: `Fault ${name}`,
    severity: 'high' as const,
    route: `/${name}`,
    logMarker: `FAULT_${name.toUpperCase()}`,
    allowedFiles: [`src/${name}.ts`],
    baselineFile: `baselines/${name}.txt`,
    probe: {
      kind: 'http' as const,
      request: { method: 'POST', path: `/${name}`, headers: {} },
      expect: { status: 200, body: { ok: true } },
    },
    policy: { cooldownSeconds: 60, deploySeconds: 60, ...policy },
  });
  const config = defineConfig({
    services: [
      {
        name: service,
        build: { typecheck: ['true'], test: ['true'], command: ['true'] },
        run: { command: ['true'] },
        faults: [fault('one'), fault('two')],
      },
    ],
  });

  const origin = options.after?.origin ?? join(folder, 'origin.git');
  const first = options.after ? await headOf(origin) : await makeOrigin(origin, initially);
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
  const pushes: string[] = [];
  const git: CodeHost = createLocalGit({ repository: origin });
  const served = await options.host?.(origin);
  if (served) undo.push(() => served.close());
  const tracing = options.tracing ?? createNoTracing();
  const host = traceCommits(tracing, served?.codeHost ?? git);
  const codeHost: CodeHost = {
    ...host,
    async push(request) {
      await latches.pass('push', new AbortController().signal);
      const pushed = await host.push(request);
      return pushed.review ? pushed : noteAndDeliver(pushed);
    },
    async revert(request) {
      return noteAndDeliver(await host.revert(request));
    },
  };
  const web = await startLiveService(git, latches, { '/one': 'src/one.ts', '/two': 'src/two.ts' });
  undo.push(() => web.close());
  web.live.commit = first;
  const { delivery, outcomes } = createWorldDelivery(web.url);
  const deliveries: Promise<void>[] = [];

  function noteAndDeliver<Pushed extends { commit: string; created: boolean }>(pushed: Pushed): Pushed {
    if (pushed.created) {
      pushes.push(pushed.commit);
      if (autoDeliver) deliveries.push(deliver(pushed.commit));
    }
    return pushed;
  }

  /** What the pipeline would do: judge the commit, release it, and call back as the app passes it on. */
  async function deliver(commit: string, how: { callback?: boolean; head?: string } = {}): Promise<void> {
    const texts = Object.values(await git.readFiles(commit, ['src/one.ts', 'src/two.ts']));
    const status = texts.some((text) => text.includes('does not deploy')) ? 'failure' : 'success';
    outcomes.set(commit, status);
    if (status === 'success') web.live.commit = how.head ?? commit;
    if (how.callback === false) return;
    await until(() => awaited(commit));
    const codes = config.services.flatMap(({ faults }) => faults.map(({ code }) => code));
    const waiting = await until(async () => {
      const ids = await store.workflowsAwaitingRollout(codes);
      return ids.length > 0 && ids;
    });
    const payload = {
      fault_codes: codes,
      status,
      commit_sha: how.head ?? commit,
      run_url: `http://delivery/runs/${commit.slice(0, 7)}`,
      detail: status === 'failure' ? 'the check failed' : '',
      durations_ms: { check: 1, build: 2, rollout: 3 },
    };
    for (const workflowId of waiting) {
      const key = `callback/${payload.commit_sha}/${workflowId}`;
      await store.enqueue({ kind: 'signal', workflowId, signal: 'rolloutFinished', payload }, key);
    }
  }

  /** A pipeline takes seconds; by then its commit is written down, and its heal is deploying. */
  async function awaited(commit: string): Promise<boolean> {
    if (!(await store.isKnownCommit(commit))) return false;
    if (/ Revert |RESET/.test(await subjectOf(commit))) return true;
    const { incidents } = await store.listIncidents();
    return incidents.some(({ remediation }) => remediation?.parameters.commit === commit);
  }

  async function subjectOf(commit: string): Promise<string> {
    return (await execa('git', ['-C', origin, 'log', '-1', '--format=%s', commit])).stdout;
  }

  const learned: LearnedFix[] = [];
  const takenBack: (LearnedFix & TakenBack)[] = [];
  const knowledge: Knowledge = options.knowledge ?? {
    name: 'world',
    search: async () => ({ hits: [], note: null }),
    learn: async (fix) => {
      learned.push(fix);
      return { note: null };
    },
    takeBack: async (fix, why) => {
      takenBack.push({ ...fix, ...why });
      return { note: null };
    },
    syncRunbooks: async () => 0,
  };
  const { provider, requests } = createScriptedProvider(script, latches);
  const proofs: string[] = [];
  const worldProver = createWorldProver(git, latches);
  const prover: Prover = {
    ...worldProver,
    prove(subject, candidate, ...rest) {
      proofs.push(candidate.id);
      return worldProver.prove(subject, candidate, ...rest);
    },
  };

  const taskQueue = `test-${id}`;
  const address = inject('temporalAddress');
  const connection = await Connection.connect({ address });
  undo.push(() => connection.close());
  const { dataConverter } = options;
  const traced = options.tracing ? await traceTemporal(options.tracing) : null;
  const client = new Client({
    connection,
    identity: 'test',
    interceptors: traced?.client ?? {},
    ...(dataConverter && { dataConverter }),
  });
  const stepLog = createStepLog(options.journal ?? (() => {}), tracing);
  const deps: ActivityDeps = {
    store,
    codeHost,
    cooldowns,
    delivery,
    knowledge,
    provider: options.provider ?? provider,
    prover,
    heals: createRunningHeals(client, taskQueue),
    config,
    serviceUrl: web.url,
    notifiers: options.notifiers ?? [],
    publicUrl: 'https://suture.test',
    heavyTaskQueue: `${taskQueue}-heavy`,
    benchTaskQueue: `${taskQueue}@first`,
  };

  const running = new Map<string, { workers: Worker[]; done: Promise<unknown>; native: NativeConnection }>();

  /** A worker process on a machine; the second one has another name. */
  async function startWorker({ machine = 'first', version = null }: WorkerStart = {}): Promise<void> {
    const native = await NativeConnection.connect({ address });
    const workers = await createWorkers({
      connection: native,
      namespace: 'default',
      taskQueue,
      heavyTaskQueue: `${taskQueue}-heavy`,
      proofConcurrency: 2,
      workflows: { workflowBundle },
      dataConverter: options.dataConverter,
      version,
      identity: machine,
      observers: [...(traced ? [traced.worker] : []), { interceptors: { activity: [stepLog] } }],
      deps: { ...deps, benchTaskQueue: `${taskQueue}@${machine}` },
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

  const log: string[] = [];
  const handOver = traceHandOver(
    tracing,
    createHandOver({ store, client, taskQueue, log: (line) => log.push(line) }),
    { rollouts: true },
  );
  const dispatcher = await startOutboxDispatcher(store, handOver, (line) => log.push(line));
  if (options.startsWorker !== false) await startWorker();

  return {
    origin,
    numbers,
    store,
    client,
    config,
    service,
    git,
    latches,
    web,
    outcomes,
    learned,
    takenBack,
    requests,
    /** Candidates that were put to the proof, each time. */
    proofs,
    pushes,
    cooldowns,
    deliver,
    first,
    startWorker,
    stopWorker,
    log,

    /** A request fails in production. */
    async fail(name = 'one', message = '', trace: TraceContext | null = null): Promise<string> {
      const { incidentId } = await store.recordOccurrence({
        service,
        faultCode: `FAULT_${name.toUpperCase()}`,
        faultType: 'test_fault',
        severity: 'high',
        route: `/${name}`,
        reason: 'broken',
        logLine: `FAULT_${name.toUpperCase()} route=/${name} reason=broken latency=0.01${message && ` ${message}`}`,
        latencyMs: 10,
        trace,
      });
      return incidentId;
    },

    async phase(incidentId: string): Promise<Phase | null> {
      return (await store.getIncident(incidentId))?.phase ?? null;
    },

    /** Waits until an incident is in a phase; an end that is not the wanted one is an error at once. */
    async reaches(incidentId: string, wanted: Phase): Promise<void> {
      await until(async () => {
        const phase = (await store.getIncident(incidentId))?.phase;
        if (!phase) throw new Error(`${incidentId} is gone`);
        if (phase !== wanted && isTerminal(phase)) throw new Error(await this.explain(incidentId));
        return phase === wanted;
      });
    },

    /** As `reaches`, for an end that may come after another one. */
    async becomes(incidentId: string, wanted: Phase): Promise<void> {
      await until(async () => (await store.getIncident(incidentId))?.phase === wanted);
    },

    async explain(incidentId: string): Promise<string> {
      const detail = await store.getIncidentDetail(incidentId);
      return (detail?.timeline ?? []).map((row) => `${row.to_phase ?? '-'}: ${row.message}`).join('\n');
    },

    /** The phases that an incident went through. */
    async phases(incidentId: string): Promise<(Phase | null)[]> {
      const detail = await store.getIncidentDetail(incidentId);
      return (detail?.timeline ?? []).filter(({ kind }) => kind === 'phase').map(({ to_phase }) => to_phase);
    },

    heal: (incidentId: string) => client.workflow.getHandle(healWorkflowId(incidentId)),

    /** The key that a step gives what it makes outside: a commit, a piece of news. */
    worldKey: (incidentId: string, step: string) => worldKeyOf(store, { incidentId, healRun: 1 }, step),

    /** Subjects on the branch, newest first. */
    async subjects(): Promise<string[]> {
      const { stdout } = await execa('git', ['-C', origin, 'log', '--format=%s', 'main']);
      return stdout.split('\n');
    },

    async changedFiles(commit: string): Promise<string[]> {
      const { stdout } = await execa('git', ['-C', origin, 'show', '--format=', '--name-only', commit]);
      return stdout.split('\n');
    },

    /** Somebody puts a symbolic link on the branch. */
    async link(path: string, target: string): Promise<void> {
      const data = `data ${Buffer.byteLength(target)}\n${target}\n`;
      const input = `commit refs/heads/main\ncommitter Test <test@localhost> 1700000000 +0000\ndata 4\nLink\nfrom refs/heads/main^0\nM 120000 inline ${path}\n${data}`;
      await execa('git', ['-C', origin, 'fast-import', '--quiet'], { input });
    },

    /** Somebody else commits on the branch. */
    async commit(files: Record<string, string>): Promise<string> {
      const parent = await git.head('main');
      const edits = Object.entries(files).map(([path, content]) => ({ path, content }));
      const idempotencyKey = randomBytes(4).toString('hex');
      const message = `Work\n\nSuture-Key: ${idempotencyKey}\n`;
      return (await git.push({ branch: 'main', parent, edits, message, idempotencyKey })).commit;
    },

    async stop(): Promise<void> {
      latches.releaseAll();
      await dispatcher.stop();
      for (const machine of [...running.keys()]) await stopWorker(machine);
      for (const step of undo.reverse()) await step();
    },
  };
}

/** A bare repository with one commit, in as few processes as git allows: there is one for each test. */
async function makeOrigin(origin: string, initially: string): Promise<string> {
  await execa('git', ['init', '--quiet', '--bare', '-b', 'main', origin]);
  const files = {
    'src/one.ts': initially,
    'src/two.ts': BROKEN,
    'baselines/one.txt': BROKEN,
    'baselines/two.txt': BROKEN,
  };
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const input = [
    'commit refs/heads/main\n',
    'committer Test <test@localhost> 1700000000 +0000\n',
    data('First'),
    ...Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`),
  ].join('');
  await execa('git', ['-C', origin, 'fast-import', '--quiet'], { input });
  return headOf(origin);
}

async function headOf(origin: string): Promise<string> {
  return (await execa('git', ['-C', origin, 'rev-parse', 'main'])).stdout;
}

/** Workflow ids are made from such numbers, and other tests use the same Temporal. */
export function draw(): number {
  return randomInt(10_000, 2_000_000_000);
}

export async function setSequences(url: string, numbers: number[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const [index, sequence] of ['incident_number', 'reset_number'].entries()) {
    await client.query(`alter sequence ${sequence} restart with ${numbers[index]}`);
  }
  await client.end();
}
