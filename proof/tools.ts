import type { CodeHost } from '../domain/ports/code-host.ts';
import type { Owner } from './owner.ts';
import type { Limits } from './sandbox/run.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import type { ScratchDatabases } from './scratch-database.ts';

/** What every part of a proof works with. */
export interface Tools {
  codeHost: CodeHost;
  sandbox: Sandbox;
  owner: Owner;
  /** Null where services have no database. */
  databases: ScratchDatabases | null;
  /** Absolute; worktrees lie here. */
  workFolder: string;
  /** Absolute and without links. */
  nodeModules: string;
  /** `launcher.mjs`. */
  launcher: string;
  /** Of the running service or command. */
  runLimits: Limits;
  /** Of the type check and the build. */
  buildLimits: Limits;
}
