import { existsSync, realpathSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SutureError } from '../domain/errors.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import type { ProofContext, Prover } from '../domain/ports/prover.ts';
import { createBases } from './base.ts';
import { endAbandoned } from './end-abandoned.ts';
import { createOwner } from './owner.ts';
import { prove } from './prove.ts';
import { reproduce } from './reproduce.ts';
import { chooseSandbox, type SandboxChoice } from './sandbox/sandbox.ts';
import { createScratchDatabases } from './scratch-database.ts';
import { SOCKET_ROOT } from './stage.ts';
import type { Tools } from './tools.ts';

const MIB = 1024 * 1024;
/** Between two heartbeats while nothing else is to be told, in milliseconds. */
const HEARTBEAT_MS = 2_000;

export interface ProverDependencies extends SandboxChoice {
  codeHost: CodeHost;
  /** URL of an administrator of the PostgreSQL in which scratch databases are made; null where services have none. */
  databaseUrl: string | null;
  /** Makes the tables of a service in an empty database. */
  prepareDatabase(url: string): Promise<void>;
  /** Where worktrees are put, such as `.suture/proof`. */
  workFolder: string;
  /** Memory of the program under proof with all its processes, in bytes. Default 768 MiB. */
  memoryBytes?: number;
  /** `launcher.mjs`, where it does not lie beside this file or in `./sandbox`. */
  launcher?: string;
}

/**
 * The prover. Ask it to `sweep` when a worker starts, and to `close` when it ends.
 * @throws SutureError `sandbox_unavailable` when the sandbox asked for does not work here
 */
export function createProver(dependencies: ProverDependencies): Prover & { close(): Promise<void> } {
  const sandbox = chooseSandbox(dependencies);
  const owner = createOwner();
  const workFolder = resolve(dependencies.workFolder);
  const { databaseUrl, prepareDatabase, codeHost } = dependencies;
  const databases = databaseUrl ? createScratchDatabases({ databaseUrl, owner, prepareDatabase }) : null;
  const tools: Tools = {
    codeHost,
    sandbox,
    owner,
    databases,
    workFolder,
    nodeModules: realpathSync(dependencies.nodeModules),
    launcher: dependencies.launcher ?? findLauncher(),
    runLimits: { memoryBytes: dependencies.memoryBytes ?? 768 * MIB, timeMs: 120_000 },
    // A compiler with several threads takes more than a service.
    buildLimits: { memoryBytes: 2_048 * MIB, timeMs: 180_000 },
  };
  const bases = createBases(tools);
  return {
    name: sandbox.name,
    reproduce: (subject, context) => guarded(context, (course) => reproduce(tools, bases, subject, course)),
    prove: (subject, candidate, reproduction, context) =>
      guarded(context, (course) => prove(tools, bases, subject, candidate, reproduction, course)),
    async sweep() {
      await mkdir(workFolder, { recursive: true });
      await endAbandoned(owner);
      const removed = await Promise.all([sweepFolder(workFolder), sweepFolder(SOCKET_ROOT)]);
      return removed.reduce((sum, count) => sum + count, 0) + ((await databases?.sweep()) ?? 0);
    },
    async close() {
      await bases.close();
      await databases?.close();
    },
  };

  async function sweepFolder(folder: string): Promise<number> {
    const left = (await readdir(folder)).filter((name) => owner.abandoned(name));
    for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
    return left.length;
  }

  /** Heartbeats while it works, and one error type for everything that is not the candidate's fault. */
  async function guarded<T>(context: ProofContext, work: (context: ProofContext) => Promise<T>): Promise<T> {
    context.signal.throwIfAborted();
    await mkdir(workFolder, { recursive: true });
    let latest = 'preparing the proof';
    const heartbeat = (detail: string) => {
      latest = detail;
      context.heartbeat(detail);
    };
    const pulse = setInterval(() => context.heartbeat(latest), HEARTBEAT_MS);
    try {
      return await work({ signal: context.signal, heartbeat });
    } catch (cause) {
      context.signal.throwIfAborted();
      if (cause instanceof SutureError) throw cause;
      throw new SutureError(
        'sandbox_unavailable',
        `No verdict could be reached: ${(cause as Error).message}`,
        {
          retryable: true,
          cause,
        },
      );
    } finally {
      clearInterval(pulse);
    }
  }
}

/** Beside the sources, or, from a bundle in `dist/`, in the repository that the bundle lies in. */
function findLauncher(): string {
  const places = ['./sandbox/launcher.mjs', './sandbox/launcher.mjs'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = places.find((path) => existsSync(path));
  if (found) return realpathSync(found);
  throw new SutureError('sandbox_unavailable', `The launcher is at none of ${places.join(', ')}.`);
}
