import type { Migration } from 'kysely';
import * as incidents from './0001-incidents.ts';
import * as heals from './0002-heals.ts';
import * as outbox from './0003-outbox.ts';
import * as healingAndResets from './0004-healing-and-resets.ts';
import * as knowledge from './0005-knowledge.ts';
import * as conversations from './0006-conversations.ts';
import * as ingestedEvents from './0007-ingested-events.ts';
import * as measures from './0008-measures.ts';
import * as page from './0009-page.ts';
import * as decisionsAndNotifications from './0010-decisions-and-notifications.ts';
import * as occurrenceKeys from './0011-occurrence-keys.ts';
import * as outboxTrace from './0012-outbox-trace.ts';
import * as rollBack from './0014-roll-back.ts';
import * as nonces from './0015-nonces.ts';
import * as services from './0016-services.ts';
import * as plainNames from './0017-plain-names.ts';
import * as waits from './0018-waits.ts';
import * as lostFixes from './0019-lost-fixes.ts';
import * as hellos from './0020-hellos.ts';
import * as powersStep from './0021-powers-step.ts';
import * as movedServices from './0023-moved-services.ts';
import * as discoveredFaults from './0024-discovered-faults.ts';
import * as cancel from './0026-cancel.ts';
import * as serviceChecks from './0028-service-checks.ts';
import * as returned from './0030-returned.ts';
import * as changes from './0031-changes.ts';

/** All migrations by name; run in the order of their names, never changed once released. */
export const migrations: Record<string, Migration> = {
  '0001-incidents': incidents,
  '0002-heals': heals,
  '0003-outbox': outbox,
  '0004-healing-and-resets': healingAndResets,
  '0005-knowledge': knowledge,
  '0006-conversations': conversations,
  '0007-ingested-events': ingestedEvents,
  '0008-measures': measures,
  '0009-page': page,
  '0010-decisions-and-notifications': decisionsAndNotifications,
  '0011-occurrence-keys': occurrenceKeys,
  '0012-outbox-trace': outboxTrace,
  '0014-roll-back': rollBack,
  '0015-nonces': nonces,
  '0016-services': services,
  '0017-plain-names': plainNames,
  '0018-waits': waits,
  '0019-lost-fixes': lostFixes,
  '0020-hellos': hellos,
  '0021-powers-step': powersStep,
  '0023-moved-services': movedServices,
  '0024-discovered-faults': discoveredFaults,
  '0026-cancel': cancel,
  '0028-service-checks': serviceChecks,
  '0030-returned': returned,
  '0031-changes': changes,
};
