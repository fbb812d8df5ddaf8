import { existsSync } from 'node:fs';
import { SutureError } from '../../domain/errors.ts';
import { endProcess } from '../../platform/end-process.ts';
import type { Environment } from '../../platform/find-program.ts';
import { endLeftovers } from '../leftovers.ts';
import { describeStateFolder, openStateFolder, type StackRecord, stateFolderOf } from '../state.ts';
import { purgeState } from './purge-state.ts';
import { findRunning, type RunningStack, waitUntilReady, withStartLock } from './running-stack.ts';
import { openServiceKeys, type ServiceKeys } from './service-keys.ts';
import { END_MS, startBackground } from './start-background.ts';

/** The stack of this user on this machine, as commands steer it. */
export interface LocalStack {
  /** Its state folder. */
  folder: string;
  /** What runs or starts; null when nothing does. */
  running(): RunningStack | null;
  /**
   * Starts it in the background unless it runs, and resolves once it is up.
   * @throws SutureError what its parts throw
   */
  start(say: (line: string) => void): Promise<StackRecord>;
  /**
   * Ends it with all its processes. What it kept stays.
   * @returns false when nothing ran
   */
  stop(say: (line: string) => void): Promise<boolean>;
  /** Removes what a stack that has ended kept. */
  purge(say: (line: string) => void): Promise<void>;
  keys: ServiceKeys;
}

/**
 * @param options.root of the clone or of the npm package
 * @param options.environment of the stack
 */
export function createLocalStack(options: {
  root: string;
  environment: Environment;
  signal: AbortSignal;
}): LocalStack {
  const { root, environment, signal } = options;
  const folder = stateFolderOf(environment, root);
  const state = describeStateFolder(folder);
  return {
    folder,
    running: () => findRunning(state),
    async start(say) {
      const opened = openStateFolder(folder);
      return withStartLock(opened, { say, signal }, async () => {
        const there = await waitUntilReady(opened, signal);
        if (there) return there;
        await startBackground({ root, environment, state: opened, say, signal });
        const started = await waitUntilReady(opened, signal);
        if (started) return started;
        throw new SutureError('component_failed', `The stack ended just now. Its logs: ${state.logs}`);
      });
    },
    async stop(say) {
      if (!existsSync(folder)) return false;
      return withStartLock(state, { say, signal }, async () => {
        const running = findRunning(state);
        if (running) await endProcess(running.supervisor, 'SIGTERM', END_MS);
        const left = await endLeftovers(state);
        return running !== null || left.length > 0;
      });
    },
    purge: (say) => purgeState(state, say),
    keys: openServiceKeys(state),
  };
}
