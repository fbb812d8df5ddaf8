import type { Migration } from 'kysely';
import * as incidents from './0001-incidents.ts';
import * as heals from './0002-heals.ts';
import * as outbox from './0003-outbox.ts';
import * as healingAndResets from './0004-healing-and-resets.ts';
import * as knowledge from './0005-knowledge.ts';
import * as measures from './0006-measures.ts';
import * as outboxTrace from './0007-outbox-trace.ts';

/** All migrations by name; run in the order of their names, never changed once released. */
export const migrations: Record<string, Migration> = {
  '0001-incidents': incidents,
  '0002-heals': heals,
  '0003-outbox': outbox,
  '0004-healing-and-resets': healingAndResets,
  '0005-knowledge': knowledge,
  '0006-measures': measures,
  '0007-outbox-trace': outboxTrace,
};
