import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCodeHost } from '../adapters/code-host/registry.ts';
import { createCooldowns } from '../adapters/cooldowns/registry.ts';
import { createDelivery } from '../adapters/delivery/registry.ts';
import { createFixProvider } from '../adapters/fix-provider/registry.ts';
import { createJournal } from '../adapters/journal/pino.ts';
import { createKnowledge } from '../adapters/knowledge/registry.ts';
import { createRedisLiveEvents } from '../adapters/live-events/redis.ts';
import { createNotifiers } from '../adapters/notifier/registry.ts';
import { createTracing, isTraced } from '../adapters/tracing/registry.ts';
import { SutureError } from '../domain/errors.ts';
import { requireApproval } from '../domain/require-approval.ts';
import { readSettings, type Settings } from '../domain/settings.ts';
import { stopSignal } from '../platform/stop-signal.ts';
import { waitForServer } from '../platform/wait-for-server.ts';
import { createProver } from '../proof/prover.ts';
import { createStore } from '../store/create-store.ts';
import { migrate } from '../store/migrate.ts';
import defined from '../suture.config.ts';
import { connectTemporal } from './connect-temporal.ts';
import { createPollerCount } from './count-pollers.ts';
import { createWorkers, workflowCode } from './create-workers.ts';
import { createHandOver } from './hand-over.ts';
import { startHeartbeat } from './heartbeat.ts';
import { startOutboxDispatcher } from './outbox-dispatcher.ts';
import { quietTemporal } from './quiet-temporal.ts';
import { createRunningHeals } from './running-heals.ts';
import { createStepLog } from './step-log.ts';
import { syncRunbooks } from './sync-runbooks.ts';
import { readTemporalOptions } from './temporal-options.ts';
import { traceCommits } from './trace-commits.ts';
import { traceHandOver } from './trace-hand-over.ts';
import { traceTemporal } from './trace-temporal.ts';
import { isDraining } from './versions/drain.ts';
import { keepVersion } from './versions/keep-version.ts';

/** After that a worker that was told to stop ends whatever is still under way; it goes on after the next start. */
const GRACE_MS = 10_000;

// `dist/worker.js` and `worker/main.ts` both stand one folder below the project.
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const log = (line: string) => void process.stderr.write(`worker: ${line}\n`);

try {
  await main(process.env);
  process.exit(0);
} catch (error) {
  // Asked to end while it waited for a server.
  if (error instanceof Error && error.name === 'AbortError') process.exit(0);
  log(error instanceof SutureError ? error.message : String(error instanceof Error ? error.stack : error));
  process.exit(1);
}

async function main(environment: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(environment);
  const stopping = stopSignal({ withParent: environment.EXIT_WITH_PARENT === '1', graceMs: GRACE_MS });
  const { databaseUrl, redisUrl, serviceUrl } = required(settings);
  const config = requireApproval(defined, settings.APPROVAL_FOR);
  const temporal = readTemporalOptions(environment, settings, import.meta.url);

  const tracing = await createTracing(settings, 'suture-worker');
  const traced = isTraced(tracing) ? await traceTemporal(tracing) : null;
  const journal = createJournal({ program: 'worker', level: settings.LOG_LEVEL });

  const closing: (() => unknown)[] = [];
  const events = createRedisLiveEvents({ url: redisUrl });
  const store = createStore({ databaseUrl, events });
  const codeHost = traceCommits(tracing, createCodeHost(settings));
  const cooldowns = createCooldowns(settings);
  const knowledge = createKnowledge(settings, log);
  const provider = createFixProvider(settings);
  const notifiers = createNotifiers(settings);
  const delivery = createDelivery(settings, { serviceUrl, branch: config.services[0]?.branch ?? 'main' });
  const prover = createProver({
    codeHost,
    databaseUrl: settings.PROOF_DATABASE_URL ?? databaseUrl,
    prepareDatabase: async (url) => void (await migrate(url)),
    workFolder: resolve(settings.STATE_DIR, 'proof'),
    sandbox: settings.SANDBOX,
    path: environment.PATH,
    nodeModules: join(root, 'node_modules'),
  });
  closing.push(
    () => prover.close(),
    () => knowledge.close(),
    () => cooldowns.close(),
    () => store.close(),
    () => events.close(),
    () => tracing.close(),
  );
  const inUse = { code: codeHost, cooldowns, knowledge, fixes: provider, delivery, sandbox: prover };
  log(
    `uses ${Object.entries(inUse)
      .map(([port, { name }]) => `${port}=${name}`)
      .join(' ')}`,
  );

  const { TEMPORAL_PROMOTE: promotes, TEMPORAL_DRAIN: drains } = settings;
  // An older version finishes its heals, and leaves everything else to those who follow it.
  if (!drains) {
    await waitForServer('PostgreSQL', 'DATABASE_URL', stopping, log, async () => {
      await migrate(databaseUrl);
    });
    await waitForServer('the knowledge', 'KNOWLEDGE', stopping, log, async () => {
      const changed = await syncRunbooks(knowledge, join(root, 'docs/runbooks'));
      if (changed > 0) log(`took over ${changed} runbooks`);
    });
  }
  const swept = await prover.sweep();
  if (swept > 0) log(`removed ${swept} leftovers of an earlier worker`);

  quietTemporal(log);
  const { TASK_QUEUE: taskQueue, HEAVY_TASK_QUEUE: heavyTaskQueue } = settings;
  const { namespace, dataConverter, version } = temporal;
  const { client, native, close } = await waitForServer('Temporal', 'TEMPORAL_ADDRESS', stopping, log, () =>
    connectTemporal(temporal, traced?.client),
  );
  closing.unshift(close);
  if (version)
    log(`${drains ? 'finishes the heals of' : 'is'} version ${version.buildId} of ${version.deploymentName}`);
  if (version && drains && !(await isDraining({ client, version, signal: stopping }))) {
    log('has no heal to finish');
    return closeAll(closing);
  }
  const stepLog = createStepLog(journal, tracing);
  const workers = await waitForServer('Temporal', 'TEMPORAL_ADDRESS', stopping, log, () =>
    createWorkers({
      connection: native,
      namespace,
      taskQueue,
      heavyTaskQueue,
      proofConcurrency: settings.PROOF_CONCURRENCY,
      dataConverter,
      version,
      workflows: workflowCode(import.meta.url, {
        encrypted: dataConverter !== null,
        traced: traced !== null,
      }),
      observers: [...(traced ? [traced.worker] : []), { interceptors: { activity: [stepLog] } }],
      deps: {
        store,
        codeHost,
        cooldowns,
        knowledge,
        provider,
        prover,
        delivery,
        config,
        serviceUrl,
        notifiers,
        publicUrl: settings.PUBLIC_URL ?? serviceUrl,
        heavyTaskQueue,
        benchTaskQueue: `${heavyTaskQueue}@${hostname()}-${randomUUID()}`,
        heals: createRunningHeals(client, taskQueue),
      },
    }),
  );
  const handOver = traceHandOver(tracing, createHandOver({ store, client, taskQueue, log }), {
    // The local delivery sends spans of its own.
    rollouts: settings.DELIVERY !== 'local',
  });
  const dispatcher = drains ? null : await startOutboxDispatcher(store, handOver, log);

  const stop = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  stopping.addEventListener('abort', stop, { once: true });
  const running = Promise.all(workers.map((worker) => worker.run()));
  const stopHeartbeat = drains
    ? () => {}
    : startHeartbeat({
        store,
        worker: `${hostname()}/${process.pid}`,
        countPollers: createPollerCount(client, taskQueue),
      });
  console.log(`worker ready: task queues ${taskQueue} and ${heavyTaskQueue}`);
  if (stopping.aborted) stop();
  const kept =
    version && keepVersion({ client, version, taskQueue, promotes, drains, signal: stopping, log, stop });
  // Rejects when a worker cannot go on; whoever started us starts us again then.
  await Promise.all([running, kept]).finally(stopHeartbeat);
  await dispatcher?.stop();
  await closeAll(closing);
}

/** The first ends before the others begin to, since it may still use them. */
async function closeAll([first, ...others]: (() => unknown)[]): Promise<void> {
  await first?.();
  await Promise.allSettled(others.map((step) => step()));
}

function required(settings: Readonly<Settings>) {
  const { DATABASE_URL, REDIS_URL, SERVICE_URL, PORT } = settings;
  // A profile may hold the address.
  const temporal = settings.TEMPORAL_ADDRESS ?? settings.TEMPORAL_PROFILE ?? settings.TEMPORAL_CONFIG_FILE;
  const missing = Object.entries({ DATABASE_URL, REDIS_URL, TEMPORAL_ADDRESS: temporal })
    .filter(([, value]) => !value)
    .map(([name]) => name);
  if (!DATABASE_URL || !REDIS_URL || !temporal) {
    throw new SutureError(
      'invalid_settings',
      `Set ${missing.join(', ')}, or use npm start, which brings its own.`,
    );
  }
  return {
    databaseUrl: DATABASE_URL,
    redisUrl: REDIS_URL,
    serviceUrl: SERVICE_URL ?? `http://127.0.0.1:${PORT}`,
  };
}
