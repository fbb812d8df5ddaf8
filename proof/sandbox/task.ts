import type { OwnerIds } from '../../platform/sweep-output.ts';
import type { Limits } from './limits.ts';

/** A program to be run on untrusted files. */
export interface SandboxTask {
  command: string[];
  /** The worktree; readable under the same path as outside. */
  folder: string;
  /** Folders that may be written; all else is read only, but for an empty /tmp. */
  writable?: string[];
  /** Folders, below `folder`, that are empty at each start and may be written; not in an overlay. */
  scratch?: string[];
  /** Where the command starts, below `folder`. Default: `folder`. */
  directory?: string;
  /** Folders in which programs are looked for before those of the system. */
  path?: string[];
  /** Further files and folders that may be read. */
  readable?: string[];
  /** What lies at another place than outside, in a sandbox with mounts. `to` exists, below `folder`. */
  mounts?: Mount[];
  /** Takes the place of `folder` for a sandbox with mounts; one of `writable`. */
  overlay?: Overlay;
  /**
   * Brings what was written to where it belongs, once every process is gone.
   * @returns the folders to make safe. Default: the writable ones.
   */
  settle?(): string[];
  /** Programs that Node loads before the task's own, in this order. */
  preload?: string[];
  /** A file that takes the place of `/etc/hosts`, in a sandbox with mounts. */
  hosts?: string;
  /** All of the environment, except PATH and Node's memory limit. */
  environment?: Record<string, string>;
}

/** A folder of this machine at another place in the sandbox. */
export interface Mount {
  from: string;
  to: string;
  /** Default: it may only be read. */
  writable?: boolean;
}

/** A folder in which a worktree lies by parts, so that its output folders are no mounts and can be removed. */
export interface Overlay {
  folder: string;
  /** What is in it, relative to both folders: files and folders of the worktree, read-only, and links. */
  parts: { path: string; link: string | null }[];
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
