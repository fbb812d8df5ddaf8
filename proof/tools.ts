import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { ProofContext, ProofSubject } from '../domain/ports/prover.ts';
import type { Bases } from './base.ts';
import type { ScratchDatabases } from './database/scratch-databases.ts';
import type { Lease } from './lease.ts';
import type { Limits } from './sandbox/run.ts';
import type { Sandbox } from './sandbox/task.ts';

/** What every part of a proof works with. */
export interface Tools {
  codeHosts: CodeHosts;
  sandbox: Sandbox;
  lease: Lease;
  /** Null without a server: then services with a database cannot be proven. */
  databases: ScratchDatabases | null;
  /** Gives a checkout its packages; see `packages/install-packages.ts`. */
  install(folder: string): Promise<string | null>;
  /** Absolute; worktrees lie here. */
  workFolder: string;
  /** `launcher.mjs`. */
  launcher: string;
  /** Of the running service or command. */
  runLimits: Limits;
  /** Of the type check and the build. */
  buildLimits: Limits;
}

/** One reproduction or proof: its tools, its subject, and how it reports. */
export interface Job extends ProofContext {
  tools: Tools;
  bases: Bases;
  subject: ProofSubject;
}
