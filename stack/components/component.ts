import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SutureError } from '../../domain/errors.ts';
import type { Environment } from '../../platform/find-program.ts';

/** What looking for and installing a component may use. */
export interface SetUp {
  environment: Environment;
  /** Root of this checkout. */
  root: string;
  say(line: string): void;
  signal: AbortSignal;
}

/** Where a component comes from, in the order in which they are tried. */
export type Source = 'environment' | 'PATH' | 'cache' | 'package';

export interface Found {
  name: string;
  source: Source;
  /** The program; null when someone else runs it and we have its address. */
  path: string | null;
  address: string | null;
  version: string | null;
}

export interface Component {
  name: string;
  /** What is here already; null when it must be installed. Downloads nothing. */
  find(setUp: SetUp): Promise<Found | null>;
  /**
   * Installs it without asking for anything.
   * @throws SutureError `component_missing`, naming the one command that would help.
   */
  install(setUp: SetUp): Promise<Found>;
  /** The one command (or setting) that helps when it is missing. */
  help: string;
}

/** Finds a component or installs it. */
export async function obtain(component: Component, setUp: SetUp): Promise<Found> {
  return (await component.find(setUp)) ?? (await component.install(setUp));
}

/** Folder for programs that all clones of this user share. */
export function cacheFolder(environment: Environment): string {
  const base = environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), '.cache');
  return join(base, 'suture', 'bin');
}

/** A Python program reads hundreds of files before it says its version, on a busy machine for longer than ten seconds. */
const VERSION_MS = 60_000;

/** What a program says about its version, the first group of `pattern`; null when it does not answer. */
export async function versionOf(
  path: string,
  args = ['--version'],
  pattern = /(\d+\.\d+(?:\.\d+)*)/,
): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(path, args, { timeout: VERSION_MS });
    return pattern.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}

export function missing(name: string, why: string, help: string): SutureError {
  return new SutureError('component_missing', `${name} is missing: ${why} This helps: ${help}`);
}
