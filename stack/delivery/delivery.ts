import { join } from 'node:path';
import type { Tracing } from '../../domain/ports/tracing.ts';
import type { ServiceDefinition } from '../../domain/service-definition.ts';
import { createCallbacks } from './callbacks.ts';
import { createConductor } from './conduct.ts';
import { installModules } from './install-modules.ts';
import { takeLock } from './lock.ts';
import { createPages, servePages } from './pages.ts';
import { createProcessLedger } from './process-ledger.ts';
import { createReleaseLog } from './release-log.ts';
import { startRelease } from './release-process.ts';
import { createReleaseShelf } from './release-shelf.ts';
import { createReleases } from './releases.ts';
import { createRepository } from './repository.ts';
import { createRouter } from './router.ts';
import { runCommand } from '../../platform/run-command.ts';
import { runStages } from './run-stages.ts';
import { createRuns, type Run } from './runs.ts';
import { tidy } from './tidy.ts';
import { createVerdicts } from './verdicts.ts';
import { watchBranch } from './watch-branch.ts';
import { workLoop } from './work-loop.ts';

/** What may take how long and how much is kept; times in milliseconds. */
export interface DeliveryLimits {
  hold: number;
  maxHeld: number;
  healthDeadline: number;
  stageTimeout: number;
  drain: number;
  grace: number;
  poll: number;
  previousReleases: number;
  keptRuns: number;
  releaseLogBytes: number;
}

export const DEFAULT_LIMITS: DeliveryLimits = {
  hold: 15_000,
  maxHeld: 2_000,
  healthDeadline: 20_000,
  stageTimeout: 600_000,
  // Longer than the slowest probe may take.
  drain: 100_000,
  grace: 10_000,
  poll: 1_000,
  previousReleases: 3,
  keptRuns: 50,
  releaseLogBytes: 1024 * 1024,
};

export interface DeliveryOptions {
  service: ServiceDefinition;
  /** The bare repository on disk. */
  originRepository: string;
  /** Absolute; gets `releases/` and `delivery/`. */
  stateDir: string;
  /** The project whose `node_modules` serves releases with the same lockfile. */
  installedProject: string;
  /** Where the router listens; port 0 means a free one. */
  host: string;
  port: number;
  /** Where the delivery's own pages listen; they change nothing. */
  pagesHost: string;
  pagesPort: number;
  callbackSecret: string;
  /** Environment of git, checks and builds: no secret belongs here. */
  buildEnvironment: Record<string, string>;
  /** Environment of the releases. */
  releaseEnvironment: Record<string, string>;
  limits?: Partial<DeliveryLimits>;
  /** Closed with the delivery. Absent: nothing is traced. */
  tracing?: Tracing;
  log(line: string): void;
}

/** A delivery at work. */
export interface RunningDelivery {
  /** The router's port. */
  port: number;
  pagesPort: number;
  /** Ends the releases and whatever the pipeline runs; nothing stays behind. */
  close(): Promise<void>;
}

/** How long leftovers of a killed delivery have between SIGTERM and SIGKILL, in milliseconds. */
const LEFTOVER_GRACE_MS = 1_000;
/** How long requests under way may take when the delivery ends, in milliseconds. */
const CLOSING_GRACE_MS = 3_000;

/**
 * Starts the local CI/CD: router, releases, pipeline and pages.
 * @throws SutureError `already_running`, `port_in_use`, `state_unreadable`
 */
export async function startDelivery(options: DeliveryOptions): Promise<RunningDelivery> {
  const { service, log, tracing } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const state = join(options.stateDir, 'delivery');
  const unlock = takeLock(join(state, 'lock'));
  /** Ended in reverse order, also when the start fails half-way. */
  const endings: (() => unknown)[] = [unlock, () => tracing?.close()];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };

  try {
    const stopping = new AbortController();
    const ledger = createProcessLedger(state);
    const router = createRouter({ holdMs: limits.hold, maxHeld: limits.maxHeld });
    const port = await router.listen(options.host, options.port);
    endings.push(() => router.close(0));
    for (const left of await ledger.endLeftovers(LEFTOVER_GRACE_MS)) log(`ended a leftover: ${left}`);

    const repository = createRepository(options.originRepository, service.branch, options.buildEnvironment);
    const shelf = createReleaseShelf(join(options.stateDir, 'releases'), state);
    const runs = createRuns(join(state, 'runs'));
    const verdicts = createVerdicts(state);
    const modules = join(state, 'modules');
    const logs = join(state, 'logs');

    const releases = createReleases({
      router,
      drainMs: limits.drain,
      graceMs: limits.grace,
      log,
      launch: (sha, signal) =>
        startRelease({
          sha,
          signal,
          ledger,
          folder: shelf.folderOf(sha),
          command: service.run.command,
          environment: options.releaseEnvironment,
          healthPath: service.run.health,
          buildPath: service.run.build,
          deadlineMs: limits.healthDeadline,
          log: createReleaseLog(join(logs, `${sha}.log`), limits.releaseLogBytes, (line) =>
            log(`[${sha.slice(0, 7)}] ${line}`),
          ),
        }),
    });
    endings.push(() => releases.close());

    const listed = { repository, shelf, runs, verdicts };
    let pagesPort = options.pagesPort;
    const runUrl = (id: string) => `http://127.0.0.1:${pagesPort}/runs/${id}`;
    const pages = await servePages(
      createPages({ ...listed, releases, runUrl, callbacksWaiting: () => callbacks.waiting() }),
      options.pagesHost,
      options.pagesPort,
    );
    pagesPort = pages.port;
    endings.push(pages.close);

    const address = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host;
    const callbacks = createCallbacks({
      folder: join(state, 'callbacks'),
      baseUrl: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
      secret: options.callbackSecret,
      tracing,
      log,
    });
    endings.push(callbacks.close);
    endings.push(() => router.close(CLOSING_GRACE_MS));

    const stages = (run: Run, folder: string, fill: () => Promise<void>) => {
      const say = (text: string) => runs.append(run.id, text);
      const runIn = (
        stage: string,
        command: string[],
        where: string,
        signal: AbortSignal,
        onOutput: (text: string) => void,
      ) =>
        runCommand({
          what: `${stage} of ${run.sha.slice(0, 7)}`,
          command,
          folder: where,
          environment: options.buildEnvironment,
          timeoutMs: limits.stageTimeout,
          signal,
          ledger,
          onOutput,
        });
      return runStages({
        service,
        async prepare() {
          await fill();
          await installModules({
            folder,
            installedProject: options.installedProject,
            cache: modules,
            run: (command, where) => runIn('install', command, where, stopping.signal, say),
          });
        },
        run: (stage, command, signal, onOutput) => runIn(stage, command, folder, signal, onOutput),
        start: (signal) => releases.launch(run.sha, signal),
        graceMs: limits.grace,
        log: say,
        signal: stopping.signal,
      });
    };

    const conductor = createConductor({
      ...listed,
      releases,
      callbacks,
      stages,
      runUrl,
      tracing,
      tidy: () =>
        tidy({
          shelf,
          runs,
          modules,
          logs,
          previousReleases: limits.previousReleases,
          keptRuns: limits.keptRuns,
          busy: () => releases.draining().map(({ sha }) => sha),
        }),
      log,
      signal: stopping.signal,
    });

    const live = shelf.current();
    if (live) releases.restore(live.sha);
    const loop = workLoop(conductor.step, stopping.signal, log);
    endings.push(() => loop.ended);
    endings.push(() => stopping.abort());
    endings.push(watchBranch(options.originRepository, service.branch, limits.poll, loop.wake));
    return { port, pagesPort, close };
  } catch (error) {
    await close();
    throw error;
  }
}
