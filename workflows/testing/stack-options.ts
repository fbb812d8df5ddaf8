import type { DataConverter } from '@temporalio/common';
import type { WorkflowBundle } from '@temporalio/worker';
import type { OtlpTracing } from '../../adapters/tracing/otlp.ts';
import type { CodeHost } from '../../domain/ports/code-host.ts';
import type { Cooldowns } from '../../domain/ports/cooldowns.ts';
import type { FixProvider } from '../../domain/ports/fix-provider.ts';
import type { Knowledge } from '../../domain/ports/knowledge.ts';
import type { Logger } from '../../domain/ports/logger.ts';
import type { Notifier } from '../../domain/ports/notifier.ts';
import type { Prover } from '../../domain/ports/prover.ts';
import type { FaultPolicy } from '../../domain/service-definition.ts';
import type { Layout } from './layouts.ts';

/** What differs in a test from a stack with one service whose fixes are right at once. */
export interface StackOptions {
  workflowBundle: WorkflowBundle;
  policy?: Partial<FaultPolicy>;
  /** What the provider answers, round after round; one round with the right answer unless said otherwise. */
  script?: (string[] | { refuse: string })[];
  /** In place of the one that answers from the script. */
  provider?: FixProvider;
  /** Rolls out each commit by itself, and calls back; true unless said otherwise. */
  autoDeliver?: boolean;
  tracing?: OtlpTracing;
  logger?: Logger;
  /** The state of the first file at the start. */
  initially?: string;
  /** Further files of the repository, by path. */
  files?: Record<string, string>;
  /** Plain values of the service's environment, as `suture.yaml` declares them. */
  environment?: Record<string, string>;
  /** Stands around the prover of the test world. */
  aroundProver?(world: Prover): Prover;
  /** In place of the tests' Redis. The caller closes them. */
  cooldowns?: Cooldowns;
  /** In place of one that finds nothing and keeps what it learns in `learned` and `rolledBack`. */
  knowledge?: Knowledge;
  /** What `suture.yaml` declares of changes; the rest of `heal` is as by default. */
  heal?: { changesPerDay: number };
  /** How fixes leave, as `suture.yaml` declares it; `push` unless given. */
  deliver?: 'push' | 'review' | 'none';
  /** How fixes are verified in production, as `suture.yaml` declares it; `probe` unless given. */
  verify?: 'probe' | 'watch';
  /** A second service with this layout. */
  second?: Layout;
  /** Serves the bare repository; local git unless given. */
  host?(repository: string): Promise<{ codeHost: CodeHost; close(): Promise<void> }>;
  /** Whether decisions that came by Temporal count; they do unless given. */
  temporalDecisions?: boolean;
  /** Encrypts what goes into histories. */
  dataConverter?: DataConverter;
  /** Ways to reach people. */
  notifiers?: Notifier[];
  /** A stack whose repository and counters it takes over, as one does whose database was made anew. */
  after?: { origin: string; numbers: number[] };
  /** One proof at a time, and one candidate a turn. */
  oneByOne?: boolean;
  /** False: the test starts its workers by itself. */
  startsWorker?: boolean;
}
