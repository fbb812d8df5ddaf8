import type { CompleteDefinition } from '../domain/detection/complete-definition.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { ProofContext, ProofSubject } from '../domain/ports/prover.ts';
import type { ParseGuard } from '../platform/parse-guard.ts';
import type { DatabaseTemplate, ScratchDatabases } from './database/scratch-databases.ts';
import type { KeptCandidate } from './kept-candidate.ts';
import type { TestRun } from './ladder/compare-tests.ts';
import type { Lease } from './lease.ts';
import type { Installed } from './packages/packages.ts';
import type { Limits } from './sandbox/limits.ts';
import type { Sandbox } from './sandbox/task.ts';
import type { Authority } from './witness/authority.ts';
import type { Worktree } from './worktree.ts';

/** A part of the preparation of a commit. */
export type PreparationPart = 'packages' | 'build' | 'types' | 'tables';
/** Returns and throws what `work` does. */
export type PreparationStep = <T>(part: PreparationPart, work: () => Promise<T>) => Promise<T>;

/**
 * A part of the judgement: that the failure is gone, what the witnesses saw, what the code refuses on purpose, the good
 * requests that are recorded, what is beside the failure, the service's document, its tests.
 */
export type JudgedPart = 'gone' | 'witnesses' | 'purpose' | 'good' | 'near' | 'openapi' | 'tests';

/** What every part of a proof works with. */
export interface Tools {
  codeHosts: CodeHosts;
  sandbox: Sandbox;
  lease: Lease;
  /** Texts are shown to it before anything parses them. */
  guard: ParseGuard;
  /** Null without a server: then services with a database cannot be proven. */
  databases: ScratchDatabases | null;
  /** Gives a checkout its packages and its Node; see `packages/install-packages.ts`. */
  install(folder: string, definition: CompleteDefinition): Promise<Installed>;
  /** Runs a part of the preparation of a commit; who watches learns how long it took and why it failed. */
  step: PreparationStep;
  /** Absolute; worktrees lie here. */
  workFolder: string;
  /** Speaks TLS for the hosts that programs in the sandbox dial. */
  authority: Authority;
  /** `redis-server` or `valkey-server`; null where there is none: then a service finds no Redis. */
  redisProgram: string | null;
  /** `launcher.mjs`. */
  launcher: string;
  /** Parts of the judgement that are left out, to show what each is for. */
  without: ReadonlySet<JudgedPart>;
  /** Of the running service or command. */
  runLimits: Limits;
  /** Of the type check and the build. */
  buildLimits: Limits;
}

/** What a worktree is made for. */
export type BaseSubject = Pick<ProofSubject, 'service' | 'commit'>;

/** Work on a service at a commit: its tools, its subject, and how it reports. */
export interface BaseJob extends ProofContext {
  tools: Tools;
  bases: Bases;
  subject: BaseSubject;
}

/** One reproduction or proof. */
export interface Job extends BaseJob {
  subject: ProofSubject;
  /** Where the same candidate is proven for several requests. */
  kept?: KeptCandidate;
}

/** An unchanged commit, checked out and built: reproductions run it, and stand-ins are started from it. */
export interface Base extends Worktree {
  /** The database that each run gets a copy of; null for a service without one. */
  template: Promise<DatabaseTemplate | null>;
  /** What the type check of the commit left in the output folders, once it has run. */
  checked: Promise<string[]>;
  /** Whether the type check of the commit passes without what its build writes. Found out once, when somebody asks. */
  checksAlone(): Promise<boolean>;
  /** How the service's own tests ended on it so far, for all candidates that stand on it. */
  tested: TestRun[];
  /** Ends the use; the worktree stays until others need the room. */
  release(): void;
}

export interface Bases {
  /**
   * The commit's worktree, made once.
   * @throws SutureError `base_not_buildable` when the unchanged commit cannot be built, `install_failed`
   */
  take(subject: BaseSubject): Promise<Base>;
  close(): Promise<void>;
}
