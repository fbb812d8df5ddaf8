import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judgeReturn } from '../activities/judge-return.ts';
import { createLogger } from '../adapters/logger/pino.ts';
import { createTracing, isTraced } from '../adapters/tracing/registry.ts';
import { SutureError } from '../domain/errors.ts';
import { sutureUrl } from '../domain/settings.ts';
import { lossyStream } from '../platform/lossy-writer.ts';
import { outliveOutput } from '../platform/outlive-output.ts';
import { pause } from '../platform/pause.ts';
import { stopSignal } from '../platform/stop-signal.ts';
import { waitForServer } from '../platform/wait-for-server.ts';
import { migrate } from '../store/migrate.ts';
import { connectTemporal } from './connect-temporal.ts';
import { createPollerCount } from './count-pollers.ts';
import { createWorkers, workflowCode } from './create-workers.ts';
import { startDefinitionReader } from './definition-reader.ts';
import { createHandOver } from './hand-over.ts';
import { startHeartbeat } from './heartbeat.ts';
import { openPorts } from './open-ports.ts';
import { startOutboxDispatcher } from './outbox-dispatcher.ts';
import { quietTemporal } from './quiet-temporal.ts';
import { createRunningHeals } from './running-heals.ts';
import { readAllSettings } from './settings.ts';
import { createStepLog } from './step-log.ts';
import { syncRunbooks } from './sync-runbooks.ts';
import { readTemporalOptions } from './temporal-options.ts';
import { traceHandOver } from './trace-hand-over.ts';
import { traceTemporal } from './trace-temporal.ts';
import { isDraining } from './versions/drain.ts';
import { keepVersion } from './versions/keep-version.ts';

/** A worker that is asked to stop ends after this time at the latest; its heals continue on the next worker. */
const GRACE_MS = 10_000;
/** A code host that does not answer delays the word that the worker is ready by this at most, in milliseconds. */
const FIRST_READ_MS = 10_000;

// `dist/worker.js` and `worker/main.ts` both stand one folder below the project.
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
outliveOutput();
const output = lossyStream(process.stderr);
const log = (line: string) => output.write(`worker: ${line}\n`);

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
  const settings = readAllSettings(environment);
  const stopping = stopSignal({ withParent: environment.EXIT_WITH_PARENT === '1', graceMs: GRACE_MS });
  const temporal = readTemporalOptions(environment, settings, import.meta.url);

  const tracing = await createTracing(settings, 'suture-worker', environment);
  const traced = isTraced(tracing) ? await traceTemporal(tracing) : null;
  const logger = createLogger({ program: 'worker', level: settings.LOG_LEVEL });
  const { databaseUrl, ports, warmUp, close: closePorts } = openPorts(settings, environment, tracing, log);
  const { store, codeHosts, cooldowns, knowledge, provider, prover } = ports;
  const inUse = { cooldowns, knowledge, fixes: provider, sandbox: prover };
  log(
    `uses ${Object.entries(inUse)
      .map(([port, { name }]) => `${port}=${name}`)
      .join(' ')}`,
  );

  const { TEMPORAL_PROMOTE: promotes, TEMPORAL_DRAIN: drains } = settings;
  // An older version finishes its heals, and leaves everything else to the newer one.
  if (!drains) {
    await waitForServer('PostgreSQL', 'DATABASE_URL', stopping, log, async () => {
      await migrate(databaseUrl);
    });
    await waitForServer('the knowledge', 'KNOWLEDGE', stopping, log, async () => {
      const changed = await syncRunbooks(knowledge, join(root, 'docs/runbooks'));
      if (changed > 0) log(`stored ${changed} runbooks`);
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
  /** The connection first, since the others may be in use until it is closed. */
  const closeAll = async () => {
    await close();
    await closePorts();
    await tracing.close();
  };
  if (version)
    log(`${drains ? 'finishes the heals of' : 'is'} version ${version.buildId} of ${version.deploymentName}`);
  if (version && drains && !(await isDraining({ client, version, signal: stopping }))) {
    log('has no heal to finish');
    return closeAll();
  }
  const stepLog = createStepLog(logger, tracing);
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
        ...ports,
        approvalFor: settings.APPROVAL_FOR,
        temporalDecisions: settings.TEMPORAL_DECISIONS === 'accept',
        publicUrl: settings.PUBLIC_URL ?? sutureUrl(settings),
        heavyTaskQueue,
        stickyTaskQueue: `${heavyTaskQueue}@${hostname()}-${randomUUID()}`,
        heals: createRunningHeals(client, taskQueue),
      },
    }),
  );
  const definitions = drains ? null : startDefinitionReader({ store, codeHosts, log });
  const readDefinition = (service: string) => definitions?.read(service);
  const handOver = traceHandOver(
    tracing,
    createHandOver({
      ...{ store, client, taskQueue, readDefinition, log },
      judgeReturn: (failed) => judgeReturn({ store, codeHosts, deliveries: ports.deliveries }, failed),
    }),
    {
      // The local CI/CD sends its spans itself.
      rollouts: async (service) => (await store.getService(service))?.delivery.kind !== 'local',
    },
  );
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
  void warmUp();
  // Until a definition is read, a failure of the service belongs to no declared fault.
  void Promise.race([definitions?.first, pause(FIRST_READ_MS, stopping)]).then(() =>
    console.log(`worker ready: task queues ${taskQueue} and ${heavyTaskQueue}`),
  );
  if (stopping.aborted) stop();
  const kept =
    version && keepVersion({ client, version, taskQueue, promotes, drains, signal: stopping, log, stop });
  // Rejects when a worker cannot continue; the program that started this one starts it again then.
  await Promise.all([running, kept]).finally(stopHeartbeat);
  await dispatcher?.stop();
  await definitions?.stop();
  await closeAll();
}
