import type { ReadStore } from './reads.ts';
import type { WriteStore } from './writes.ts';

export type { FailureGroup } from './ingest/record-failures.ts';
export type * from './model.ts';
export type { ReadStore, WriteStore };

/**
 * PostgreSQL, by Kysely. What each method takes, returns and throws is said at its verb, in `reads.ts` and `writes.ts`;
 * all of them throw `store_unavailable` (retryable) while the database does not answer.
 */
export interface Store extends ReadStore, WriteStore {
  /** Calls `wake` when rows are enqueued (LISTEN/NOTIFY), until the returned function is called. */
  onOutbox(wake: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
