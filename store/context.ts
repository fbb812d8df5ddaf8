import type { Kysely, Transaction } from 'kysely';
import type { LiveEvent } from '../domain/incident.ts';
import type { Database } from './database.ts';

/** What every verb of the store works with. */
export interface StoreContext {
  db: Kysely<Database>;
  /** Tells the pages, after the commit. Best effort: it neither fails nor waits. */
  publish(event: Omit<LiveEvent, 'at'>): void;
}

/** A verb that takes part in the caller's transaction. */
export type Tx = Transaction<Database>;
