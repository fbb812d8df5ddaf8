import { sql } from 'kysely';
import type { Review } from '../../domain/ports/code-host.ts';
import type { StoreContext, Tx } from '../context.ts';
import { json, storable } from '../json.ts';

/** The round of which a change is made. */
interface Of {
  incidentId: string;
  healRun: number;
  attempt: number;
}

/** What became of the newest change of a fault that a person saw. */
export interface KnownChange {
  incidentId: string;
  review: Review;
  /** Null: it was open when it was last looked at. */
  outcome: 'merged' | 'closed' | 'withdrawn' | null;
  why: string | null;
  /** Whether a person asked for another one since. */
  isAsked: boolean;
}

/**
 * Counts a change before it is opened, once for its round. Those of a service are counted one after another, so that two workers
 * at once do not exceed the limit.
 * @param perDay changes of the service in 24 hours, at most
 * @returns when the next one may be opened; null: this one may
 */
export async function claimChange(
  { db }: StoreContext,
  { incidentId, healRun, attempt }: Of,
  perDay: number,
): Promise<{ nextAt: Date } | null> {
  return db.transaction().execute(async (tx) => {
    const { service, fault_code } = await tx
      .selectFrom('incidents')
      .select(['service', 'fault_code'])
      .where('id', '=', incidentId)
      .executeTakeFirstOrThrow();
    await sql`select pg_advisory_xact_lock(hashtext('changes'), hashtext(${service}))`.execute(tx);
    const key = { incident_id: incidentId, heal_run: healRun, attempt };
    const known = await tx
      .selectFrom('changes')
      .select('attempt')
      .where((eb) => eb.and(key))
      .executeTakeFirst();
    if (known) return null;
    const counted = await tx
      .selectFrom('changes')
      .select('opened_at')
      .where('service', '=', service)
      .where('opened_at', '>', sql<Date>`now() - interval '1 day'`)
      .orderBy('opened_at', 'desc')
      .limit(Math.max(perDay, 1))
      .execute();
    const first = counted.at(-1)?.opened_at ?? new Date();
    if (counted.length >= perDay) return { nextAt: new Date(first.getTime() + 86_400_000) };
    await tx
      .insertInto('changes')
      .values({ ...key, service, fault_code, review: null, outcome: null, why: null, asked_at: null })
      .execute();
    return null;
  });
}

/** Does not count a change that was not opened. */
export async function dropChange({ db }: StoreContext, { incidentId, healRun, attempt }: Of): Promise<void> {
  await db
    .deleteFrom('changes')
    .where((eb) => eb.and({ incident_id: incidentId, heal_run: healRun, attempt }))
    .where('review', 'is', null)
    .execute();
}

/** Keeps where a change waits. One whose place it takes is no change of its own any more. */
export async function saveReview(
  { db }: StoreContext,
  { incidentId, healRun, attempt }: Of,
  review: Review,
  updates: Review | undefined,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const set = { review: json(review) as never, outcome: null };
    if (updates) {
      const moved = await tx
        .updateTable('changes')
        .set({ ...set, incident_id: incidentId, heal_run: healRun, attempt })
        .where(sql<string>`review ->> 'url'`, '=', updates.url)
        .where('outcome', 'is', null)
        .executeTakeFirst();
      if (moved.numUpdatedRows) return;
    }
    await tx
      .updateTable('changes')
      .set(set)
      .where((eb) => eb.and({ incident_id: incidentId, heal_run: healRun, attempt }))
      .execute();
  });
}

/** Keeps what became of a change. @param why how a person closed it, a sentence */
export async function endChange(
  { db }: StoreContext,
  { url }: Pick<Review, 'url'>,
  outcome: 'merged' | 'closed' | 'withdrawn',
  why: string | null = null,
): Promise<void> {
  await db
    .updateTable('changes')
    .set({ outcome, why: why === null ? null : storable(why) })
    .where(sql<string>`review ->> 'url'`, '=', url)
    .where('outcome', 'is', null)
    .execute();
}

/** The newest change of a fault that was put before a person; null: there was none. */
export async function changeOf(
  { db }: StoreContext,
  service: string,
  faultCode: string,
): Promise<KnownChange | null> {
  const row = await db
    .selectFrom('changes')
    .selectAll()
    .where('service', '=', service)
    .where('fault_code', '=', faultCode)
    .where('review', 'is not', null)
    .orderBy('opened_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row?.review) return null;
  const { incident_id: incidentId, review, outcome, why, asked_at } = row;
  return { incidentId, review, outcome, why, isAsked: asked_at !== null };
}

/** A person asks for another change of a fault. @returns whether one was closed that nobody had asked about since */
export async function askForChange(tx: Tx, service: string, faultCode: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('changes')
    .set({ asked_at: sql`now()` })
    .where('service', '=', service)
    .where('fault_code', '=', faultCode)
    .where('outcome', '=', 'closed')
    .where('asked_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
