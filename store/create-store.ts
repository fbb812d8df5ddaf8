import type { LiveEvents } from '../domain/ports/live-events.ts';
import { bind } from './bind.ts';
import { connect } from './connect.ts';
import type { StoreContext } from './context.ts';
import { listenOutbox } from './outbox/listen-outbox.ts';
import { reads } from './reads.ts';
import type { Store } from './store.ts';
import { writes } from './writes.ts';

export interface StoreOptions {
  /** A database that `migrate` has brought up to date. */
  databaseUrl: string;
  /** Gets an event after each commit. The caller closes it. */
  events?: LiveEvents;
  /** The most connections at a time, besides one for each `onOutbox`. */
  poolSize?: number;
}

/** The store over PostgreSQL. Connects at the first call; survives PostgreSQL's restarts. */
export function createStore({ databaseUrl, events, poolSize = 10 }: StoreOptions): Store {
  const context: StoreContext = {
    db: connect(databaseUrl, poolSize),
    publish: (event) => events?.publish({ ...event, at: new Date().toISOString() }),
  };
  return {
    ...bind(reads, context),
    ...bind(writes, context),
    onOutbox: (wake) => listenOutbox(databaseUrl, wake),
    close: () => context.db.destroy(),
  };
}
