import { join } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import type { Tracing } from '../../domain/ports/tracing.ts';
import { takeLock } from '../../platform/lock.ts';
import type { ParentDeathGuard } from '../../platform/parent-death-guard.ts';
import type { Sandbox } from '../../proof/sandbox/task.ts';
import { createCallbacks } from './callbacks.ts';
import { commandPlace } from './command-place.ts';
import { type DeliveredService, readReleaseDefinition } from './delivered-service.ts';
import { DEFAULT_LIMITS, type DeliveryLimits } from './limits.ts';
import { createPages, servePages } from './pages.ts';
import { createPipeline } from './pipeline.ts';
import { createProcessRegistry } from './process-registry.ts';
import { releaseEnvironment } from './release-environment.ts';
import { createReleaseLog } from './release-log.ts';
import { createReleaseStore } from './release-store.ts';
import { createReleases } from './releases.ts';
import { createRepository } from './repository.ts';
import { createRouter } from './router.ts';
import { createRuns } from './runs.ts';
import { stagesIn } from './stages-in.ts';
import { createStandIns } from './stand-ins.ts';
import { startRelease } from './start-release.ts';
import { tidy } from './tidy.ts';
import { createTraffic } from './traffic.ts';
import { watchBranch } from './watch-branch.ts';
import { workLoop } from './work-loop.ts';

export interface DeliveryOptions {
  service: DeliveredService;
  /** Absolute; gets `releases/` and `delivery/`. */
  stateDir: string;
  /** Where installed packages are kept; programs may share it. */
  packages: string;
  /** Packages are installed in it. */
  sandbox: Sandbox;
  /** Where the router listens; port 0 means a free one. */
  host: string;
  port: number;
  /** Where the delivery's own pages listen; they change nothing. */
  pagesHost: string;
  pagesPort: number;
  /** Names under which the pages are reached besides loopback and addresses. */
  hosts?: readonly string[];
  /** Base URL of the control plane, which receives the callbacks. */
  callbackUrl: string;
  callbackSecret: string;
  /** Environment of git, checks and builds: no secret belongs here. */
  buildEnvironment: Record<string, string>;
  /** PATH, HOME and the like: what any program needs. */
  plainEnvironment: Record<string, string>;
  /** What releases may be given, by variable; the definition names what they get. */
  offered: Record<string, string>;
  /** Words before a command that end it with this process; none where the system cannot. */
  guard: ParentDeathGuard;
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
  /** Ends the releases and everything that the pipeline runs. */
  close(): Promise<void>;
}

/** How long leftovers of a killed delivery have between SIGTERM and SIGKILL, in milliseconds. */
const LEFTOVER_GRACE_MS = 1_000;
/** How long requests under way may take when the delivery ends, in milliseconds. */
const CLOSING_GRACE_MS = 3_000;

/**
 * Starts the local CI/CD of one service: router, releases, pipeline and pages.
 * @throws SutureError `already_running`, `port_in_use`, `state_unreadable`
 */
export async function startDelivery(options: DeliveryOptions): Promise<RunningDelivery> {
  const { service, log, tracing, guard } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const state = join(options.stateDir, 'delivery');
  const { lock, holder } = takeLock(join(state, 'lock'));
  if (!lock) {
    throw new SutureError(
      'already_running',
      `Another delivery (process ${holder.pid}) uses ${state}. Stop it, or set another STATE_DIR.`,
      { details: { pid: holder.pid, state } },
    );
  }
  /** Called in reverse order, also when the start fails half-way. */
  const endings: (() => unknown)[] = [() => lock.release(), () => tracing?.close()];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };

  try {
    const stopping = new AbortController();
    const registry = createProcessRegistry(state, log);
    const traffic = createTraffic();
    const router = createRouter({ holdMs: limits.hold, maxHeld: limits.maxHeld, traffic });
    const port = await router.listen(options.host, options.port);
    endings.push(() => router.close(0));
    for (const left of await registry.endLeftovers(LEFTOVER_GRACE_MS)) log(`ended a leftover: ${left}`);

    const repository = createRepository(service.repository, service.branch, options.buildEnvironment);
    const releaseStore = createReleaseStore(join(options.stateDir, 'releases'), state);
    const runs = createRuns(join(state, 'runs'));
    const logs = join(state, 'logs');
    const logOf = (name: string) =>
      createReleaseLog(join(logs, `${name}.log`), limits.releaseLogBytes, (line) =>
        log(`[${name.slice(0, 7)}] ${line}`),
      );
    const standIns = createStandIns({
      registry,
      guard,
      plain: options.plainEnvironment,
      given: options.offered,
      deadlineMs: limits.healthDeadline,
      logOf,
      log,
      signal: stopping.signal,
    });
    endings.push(standIns.close);

    const releases = createReleases({
      router,
      drainMs: limits.drain,
      graceMs: limits.grace,
      log,
      async launch(sha, signal) {
        const folder = releaseStore.folderOf(sha);
        const definition = await readReleaseDefinition(folder, sha);
        const upstreams = await standIns.ensure(definition, folder);
        const offered = { ...options.offered, ...upstreams };
        return startRelease({
          sha,
          definition,
          ...commandPlace(
            folder,
            definition,
            releaseEnvironment(definition, options.plainEnvironment, offered),
          ),
          deadlineMs: limits.healthDeadline,
          log: logOf(sha),
          registry,
          guard,
          signal,
        });
      },
    });
    endings.push(() => releases.close());

    const listed = { repository, releaseStore, runs };
    let pagesPort = options.pagesPort;
    const runUrl = (id: string) => `http://127.0.0.1:${pagesPort}/runs/${id}`;
    const pages = await servePages(
      createPages({
        ...listed,
        releases,
        traffic,
        runUrl,
        hosts: options.hosts ?? [],
        callbacksWaiting: () => callbacks.waiting(),
      }),
      options.pagesHost,
      options.pagesPort,
    );
    pagesPort = pages.port;
    endings.push(pages.close);

    const callbacks = createCallbacks({
      folder: join(state, 'callbacks'),
      baseUrl: options.callbackUrl,
      secret: options.callbackSecret,
      tracing,
      log,
    });
    endings.push(callbacks.close);
    endings.push(() => router.close(CLOSING_GRACE_MS));

    const pipeline = createPipeline({
      ...listed,
      service: service.name,
      releases,
      callbacks,
      stages: stagesIn({
        ...options,
        limits,
        repository,
        releases,
        runs,
        registry,
        signal: stopping.signal,
      }),
      runUrl,
      triesAgain: limits.triesAgain,
      tracing,
      tidy: () =>
        tidy({
          releaseStore,
          runs,
          logs,
          previousReleases: limits.previousReleases,
          keptRuns: limits.keptRuns,
          busy: () => releases.draining().map(({ sha }) => sha),
        }),
      log,
      signal: stopping.signal,
    });

    const live = releaseStore.current();
    if (live) releases.restore(live.sha);
    const loop = workLoop(pipeline.step, stopping.signal, log);
    endings.push(() => loop.ended);
    endings.push(() => stopping.abort());
    endings.push(watchBranch(service.repository, service.branch, limits.poll, loop.wake));
    return { port, pagesPort, close };
  } catch (error) {
    await close();
    throw error;
  }
}
