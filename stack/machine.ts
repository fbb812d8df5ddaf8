import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SutureError } from '../domain/errors.ts';
import { type Environment, onPath } from '../platform/find-program.ts';
import { bubblewrap } from './components/bubblewrap.ts';
import {
  type Component,
  cacheFolder,
  type Found,
  obtain,
  type SetUp,
  versionOf,
} from './components/component.ts';
import { postgres } from './components/postgres.ts';
import { redis } from './components/redis.ts';
import { temporal } from './components/temporal.ts';

/** What the stack cannot run without. */
export const REQUIRED: Component[] = [postgres, redis, temporal];
/** What makes it better. */
export const OPTIONAL: Component[] = [bubblewrap];

export interface Components {
  postgres: Found;
  redis: Found;
  temporal: Found;
  /** Null: proofs run in the weak sandbox `process`. */
  bubblewrap: Found | null;
}

/**
 * Finds or installs all components, at the same time.
 * @throws SutureError `component_missing` for one that is required.
 */
export async function obtainComponents(setUp: SetUp): Promise<Components> {
  const [foundPostgres, foundRedis, foundTemporal, foundBubblewrap] = await Promise.all([
    obtain(postgres, setUp),
    obtain(redis, setUp),
    obtain(temporal, setUp),
    obtainSandbox(setUp),
  ]);
  return {
    postgres: foundPostgres,
    redis: foundRedis,
    temporal: foundTemporal,
    bubblewrap: foundBubblewrap,
  };
}

/**
 * The program of the strong sandbox; null where it is not wanted, or cannot be had.
 * @throws SutureError where it must be had
 */
export async function obtainSandbox(setUp: SetUp): Promise<Found | null> {
  if (setUp.environment.SANDBOX === 'process') return null;
  try {
    return await obtain(bubblewrap, setUp);
  } catch (error) {
    if (setUp.signal.aborted || setUp.environment.SANDBOX === 'bubblewrap') throw error;
    setUp.say(
      `Sandbox: ${error instanceof Error ? error.message : error}\nSandbox: proofs run in "process", which is weak: it isolates neither network nor files.`,
    );
    return null;
  }
}

/** Finds or installs the program of the Redis that proofs of a service get. Where it cannot be had, says why and continues without. */
export async function obtainScratchRedis(setUp: SetUp): Promise<void> {
  // The address in the environment is of a Redis that works already, which no proof may use.
  const { REDIS_URL: _, ...environment } = setUp.environment;
  try {
    await obtain(redis, { ...setUp, environment });
  } catch (error) {
    if (setUp.signal.aborted) throw error;
    setUp.say(
      `Redis: ${error instanceof Error ? error.message : error}\nRedis: the service runs without one.`,
    );
  }
}

/** @throws SutureError `git_missing` */
export async function requireGit(
  environment: Environment,
): Promise<{ path: string; version: string | null }> {
  const path = onPath(['git'], environment);
  if (!path) {
    throw new SutureError('git_missing', 'git is not on PATH. Install it (Debian: `apt-get install git`).');
  }
  return { path, version: await versionOf(path) };
}

/** The environment with the programs that we installed at the end of PATH. */
export function withCachedPrograms(environment: Environment): Environment {
  const folder = cacheFolder(environment);
  return { ...environment, PATH: environment.PATH ? `${environment.PATH}:${folder}` : folder };
}

/** Where stacks of this user on this machine reserve ports. */
export function portReservations(): string {
  return join(tmpdir(), `suture-ports-${process.getuid?.() ?? 0}`);
}
