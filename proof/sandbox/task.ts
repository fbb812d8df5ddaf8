import type { OwnerIds } from '../../platform/sweep-output.ts';
import type { Limits } from './limits.ts';

/** A program to be run on untrusted files. */
export interface SandboxTask {
  command: string[];
  /** The worktree, where the command starts; readable under the same path as outside. */
  folder: string;
  /** Folders that may be written; all else is read only, but for an empty /tmp. */
  writable?: string[];
  /** Further files and folders that may be read. */
  readable?: string[];
  /** All of the environment, except PATH and Node's memory limit. */
  environment?: Record<string, string>;
}

/** A process to be started. */
export interface WrappedTask {
  file: string;
  args: string[];
  environment: Record<string, string>;
  folder: string;
  /** What the process reads from its file descriptor 3. */
  input?: Buffer | undefined;
}

/** How a task becomes a process. */
export interface Sandbox {
  /** `bubblewrap`, or `process` for the weak one that only scrubs the environment and limits what a task uses. */
  readonly name: 'bubblewrap' | 'process';
  /** Who the program is on this machine; null where it is the user who runs Suture. */
  readonly user: OwnerIds | null;
  wrap(task: SandboxTask, limits: Limits): WrappedTask;
}
