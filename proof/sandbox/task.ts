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

/** How a task becomes a process. */
export interface Sandbox {
  /** `bubblewrap`, or `process` for the weak one that only scrubs the environment and limits time and memory. */
  readonly name: 'bubblewrap' | 'process';
  wrap(task: SandboxTask): {
    file: string;
    args: string[];
    environment: Record<string, string>;
    folder: string;
  };
}
