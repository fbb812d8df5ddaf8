import { SutureError } from '../../domain/errors.ts';
import { bubblewrap, findBubblewrap } from './bubblewrap.ts';
import { plainProcess } from './process.ts';

/** A program to be run on files that nobody trusts. */
export interface SandboxTask {
  command: string[];
  /** The worktree, where the command starts; readable under the same path as outside. */
  folder: string;
  /** Folders that may be written; all else is read only, but for an empty /tmp. */
  writable?: string[];
  /** Further files and folders that may be read. */
  readable?: string[];
  /** All of the environment, but for PATH and Node's memory limit. */
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

export interface SandboxChoice {
  sandbox: 'auto' | 'bubblewrap' | 'process';
  /** Where an installer puts bubblewrap, tried first. */
  bwrapPath?: string | undefined;
  /** Folder for components, in which `bin/bwrap` or `bwrap` may lie. */
  cacheFolder?: string | undefined;
  /** PATH to search. Default: none. */
  path?: string | undefined;
  /** An installed `node_modules`, readable by every task. */
  nodeModules: string;
}

/**
 * The sandbox asked for. `auto` takes bubblewrap where it works and else the plain process, whose name says so.
 * @throws SutureError `sandbox_unavailable` when bubblewrap is asked for and does not work here.
 */
export function chooseSandbox(choice: SandboxChoice): Sandbox {
  if (choice.sandbox === 'process') return plainProcess();
  const found = findBubblewrap(choice);
  if (found) return bubblewrap(found, choice.nodeModules);
  if (choice.sandbox === 'auto') return plainProcess();
  throw new SutureError(
    'sandbox_unavailable',
    'No working bubblewrap was found. Install it (apt-get install bubblewrap), or set SANDBOX=auto to accept the weaker isolation.',
  );
}
