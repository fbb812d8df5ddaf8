import { sql } from 'kysely';
import { Occurrence } from '../../domain/incident.ts';
import type { StoreContext, Tx } from '../context.ts';
import { announce, join, joinOrOpen, type Parsed } from '../incidents/record-occurrence.ts';

/** Rows that one tidying takes away, so that it never holds a request up for long. */
const TIDY_LIMIT = 10_000;

/**
 * Records an occurrence once for each event id, for log lines that may arrive late and again. A line from before an
 * incident's end joins that incident; one from before the last reset counts nowhere.
 *
 * The event's row is written first: a second delivery of the same event waits for the first one's transaction and
 * then finds the row. What failed half-way leaves no row, and counts when it comes again.
 */
export async function ingestOccurrence(
  context: StoreContext,
  eventId: string,
  input: Occurrence & { at: Date },
): Promise<{ outcome: 'recorded' | 'duplicate' | 'before_reset'; incidentId: string | null }> {
  const occurrence = Occurrence.parse(input);
  const answer = await context.db.transaction().execute(async (tx) => {
    const seen = await tx
      .insertInto('ingested_events')
      .values({ id: eventId })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (Number(seen.numInsertedOrUpdatedRows ?? 0) === 0) return 'duplicate' as const;
    if (await isBeforeReset(tx, input.at)) return 'before_reset' as const;
    const joined = (await join(tx, occurrence)) ?? (await joinEnded(tx, occurrence, input.at));
    return joined ? { incident: joined, seq: null } : joinOrOpen(tx, occurrence);
  });
  if (typeof answer === 'string') return { outcome: answer, incidentId: null };
  announce(context, occurrence, answer);
  return { outcome: 'recorded', incidentId: answer.incident.id };
}

/** Forgets event ids that are older than this many days. @returns how many were deleted, up to a limit for each call */
export async function forgetIngested({ db }: StoreContext, days: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('ingested_events')
    .where('id', 'in', (query) =>
      query
        .selectFrom('ingested_events')
        .select('id')
        .where('seen_at', '<', sql<Date>`now() - ${days} * interval '1 day'`)
        .limit(TIDY_LIMIT),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** What happened before a reset has been cleared away with it, however late its log line arrives. */
async function isBeforeReset(tx: Tx, at: Date): Promise<boolean> {
  const row = await tx.selectFrom('healing_state').select('reset_at').executeTakeFirstOrThrow();
  return row.reset_at !== null && at <= row.reset_at;
}

/** A line that was written before its incident ended belongs to it: it says nothing about the code that runs now. */
function joinEnded(tx: Tx, occurrence: Parsed, at: Date) {
  return join(
    tx,
    occurrence,
    sql`id = (
      select id from incidents
      where service = ${occurrence.service} and fault_code = ${occurrence.faultCode} and ended_at >= ${at}
      order by ended_at limit 1)`,
  );
}
