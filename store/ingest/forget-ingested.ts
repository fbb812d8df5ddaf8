import { sql } from 'kysely';
import type { StoreContext } from '../context.ts';

/** Rows that one tidying takes away, so that it never holds a request up for long. */
const TIDY_LIMIT = 10_000;

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
