import { realpathSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SutureError } from '../domain/errors.ts';
import type { ProbeRequest } from '../domain/evidence.ts';
import type { Candidate, Verdict } from '../domain/fix.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { ProofContext, ProofSubject, Prover, Reproduction } from '../domain/ports/prover.ts';
import { createParseGuard, type ParseGuard } from '../platform/parse-guard.ts';
import { type Answer, askOnce } from './ask-once.ts';
import { createBases } from './base.ts';
import {
  type CheckedDefinition,
  type CheckedService,
  type CheckWatch,
  checkService,
} from './check-service.ts';
import { createScratchDatabases } from './database/scratch-databases.ts';
import { SOCKET_ROOT } from './database/socket-url.ts';
import { endAbandoned } from './end-abandoned.ts';
import { mapFrames } from './frames/map-frames.ts';
import { createLease } from './lease.ts';
import { installPackages } from './packages/install-packages.ts';
import { prove } from './prove.ts';
import { proveEach } from './prove-each.ts';
import { type Replay, type ReplayPlan, replayAll } from './replay/replay-all.ts';
import { type Answered, reproduce, reproduceAnswered } from './reproduce.ts';
import { chooseSandbox, type SandboxChoice } from './sandbox/sandbox.ts';
import type { Sandbox } from './sandbox/task.ts';
import { screenProbe } from './screen/screen-probe.ts';
import type { BaseJob, BaseSubject, JudgedPart, PreparationStep, Tools } from './tools.ts';
import { createAuthority } from './witness/authority.ts';
import { findRedis } from './witness/find-redis.ts';

const MIB = 1024 * 1024;
/** Between two heartbeats while there is no news, in milliseconds. */
const HEARTBEAT_MS = 2_000;

export interface ProverDependencies extends SandboxChoice {
  codeHosts: CodeHosts;
  /** URL of an administrator of the PostgreSQL in which scratch databases are created; null when there is none. */
  databaseUrl: string | null;
  /** Folder for worktrees, such as `.suture/proof`. */
  workFolder: string;
  /** Folder for installed packages, which the local CI/CD may share, such as `.suture/packages`. */
  packagesFolder: string;
  /** Closed with the prover. May be shared with others who read the same files. */
  guard?: ParseGuard;
  /** The environment of this program; the installer of packages gets a few plain variables of it. */
  environment: Record<string, string | undefined>;
  /** Memory of the program under proof with all its processes, in bytes. Default 768 MiB. */
  memoryBytes?: number;
  /** `launcher.mjs`, where it does not lie in `sandbox/` beside this file. */
  launcher?: string;
  /** Runs each part of the preparation of a commit, for who wants to know how it goes. */
  step?: PreparationStep | undefined;
  /** Parts of the judgement that are left out, for the benchmark that shows what each is for. Nothing else may set it. */
  without?: JudgedPart[];
  /** Replaces the installation of packages. */
  install?: Tools['install'] | undefined;
}

/** A prover that somebody asks on this machine, besides the heals. */
export interface LocalProver extends Prover {
  /** Installs and builds a commit, for the calls that follow. */
  prepare(subject: BaseSubject, context: ProofContext): Promise<void>;
  /** See {@link checkService}. */
  check(
    subject: BaseSubject,
    parts: CheckedDefinition,
    context: ProofContext,
    watch: CheckWatch,
  ): Promise<CheckedService>;
  /** See {@link reproduceAnswered}. */
  reproduceAnswered(subject: ProofSubject, context: ProofContext): Promise<Answered>;
  /** See {@link proveEach}. */
  proveEach(
    pairs: { subject: ProofSubject; reproduction: Reproduction }[],
    candidate: Candidate,
    context: ProofContext,
  ): Promise<Verdict[]>;
  /** See {@link askOnce}. */
  ask(subject: BaseSubject, request: ProbeRequest, timeoutMs: number, context: ProofContext): Promise<Answer>;
  /** See {@link replayAll}. */
  replay(subject: BaseSubject, plan: ReplayPlan, context: ProofContext): Promise<Replay[]>;
  close(): Promise<void>;
}

/**
 * The prover. Ask it to `sweep` when a worker starts, and to `close` when it ends.
 * @throws SutureError `sandbox_unavailable` when the chosen sandbox does not work here
 */
export function createProver(dependencies: ProverDependencies): LocalProver {
  const { databaseUrl } = dependencies;
  const lease = createLease();
  const closing = new AbortController();
  const workFolder = resolve(dependencies.workFolder);
  const sandbox = chooseSandbox(dependencies);
  const tools: Tools = {
    codeHosts: dependencies.codeHosts,
    sandbox,
    lease,
    guard: dependencies.guard ?? createParseGuard(),
    databases: databaseUrl ? createScratchDatabases(databaseUrl, lease) : null,
    install: dependencies.install ?? installer(dependencies, sandbox, closing.signal),
    step: dependencies.step ?? ((_part, work) => work()),
    workFolder,
    authority: createAuthority(),
    without: new Set(dependencies.without),
    redisProgram: findRedis(dependencies),
    launcher: realpathSync(
      dependencies.launcher ?? fileURLToPath(new URL('./sandbox/launcher.mjs', import.meta.url)),
    ),
    runLimits: { memoryBytes: dependencies.memoryBytes ?? 768 * MIB, timeMs: 120_000 },
    // A compiler with several threads takes more than a service.
    buildLimits: { memoryBytes: 2_048 * MIB, timeMs: 180_000 },
  };
  const bases = createBases(tools);
  return {
    name: tools.sandbox.name,
    reproduce: (subject, context) => guarded(subject, context, (job) => reproduce(job)),
    reproduceAnswered: (subject, context) => guarded(subject, context, reproduceAnswered),
    prove: (subject, candidate, reproduction, context) =>
      guarded(subject, context, (job) => prove(job, candidate, reproduction)),
    mapFrames: (subject, stack, context) => guarded(subject, context, (job) => mapFrames(job, stack)),
    screen: (subject, context) => guarded(subject, context, (job) => screenProbe(job)),
    prepare: (subject, context) =>
      guarded(subject, context, async (job) => (await job.bases.take(job.subject)).release()),
    check: (subject, parts, context, watch) =>
      guarded(subject, context, (job) => checkService(job, parts, watch)),
    proveEach(pairs, candidate, context) {
      const [first] = pairs;
      if (!first) return Promise.resolve([]);
      return guarded(first.subject, context, (job) => proveEach(job, candidate, pairs));
    },
    ask: (subject, request, timeoutMs, context) =>
      guarded(subject, context, (job) => askOnce(job, request, timeoutMs)),
    replay: (subject, plan, context) => guarded(subject, context, (job) => replayAll(job, plan)),
    async sweep() {
      await mkdir(workFolder, { recursive: true });
      await endAbandoned(lease);
      const removed = await Promise.all([sweepFolder(workFolder), sweepFolder(SOCKET_ROOT)]);
      return removed.reduce((sum, count) => sum + count, 0) + ((await tools.databases?.sweep()) ?? 0);
    },
    async close() {
      closing.abort();
      tools.guard.close();
      await bases.close();
      await tools.databases?.close();
    },
  };

  async function sweepFolder(folder: string): Promise<number> {
    const left = (await readdir(folder)).filter((name) => lease.abandoned(name));
    for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
    return left.length;
  }

  /** Heartbeats while it works, and reports everything that is not the candidate's fault as one error type. */
  async function guarded<T, Subject extends BaseSubject>(
    subject: Subject,
    context: ProofContext,
    work: (job: BaseJob & { subject: Subject }) => Promise<T>,
  ): Promise<T> {
    const { signal } = context;
    signal.throwIfAborted();
    await mkdir(workFolder, { recursive: true });
    let latest = 'preparing the proof';
    const heartbeat = (detail: string) => {
      latest = detail;
      context.heartbeat(detail);
    };
    const pulse = setInterval(() => context.heartbeat(latest), HEARTBEAT_MS);
    try {
      return await work({ tools, bases, subject, signal, heartbeat });
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof SutureError) throw cause;
      const message = `No verdict could be reached: ${(cause as Error).message}`;
      throw new SutureError('sandbox_unavailable', message, { retryable: true, cause });
    } finally {
      clearInterval(pulse);
    }
  }
}

function installer(
  { packagesFolder, environment }: ProverDependencies,
  sandbox: Sandbox,
  signal: AbortSignal,
): Tools['install'] {
  const cache = resolve(packagesFolder);
  return (folder, definition) => installPackages({ folder, definition, cache, environment, sandbox, signal });
}
