import type { TimelineEntry } from '../../domain/incident.ts';
import type { StoreContext } from '../context.ts';
import { toTimelineEntry } from './timeline-view.ts';

/** Timeline rows of all incidents after `seq`, oldest first, at most `limit`: what a page missed. */
export async function timelineAfter(
  { db }: StoreContext,
  seq: number,
  limit: number,
): Promise<TimelineEntry[]> {
  const rows = await db
    .selectFrom('timeline')
    .selectAll()
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(toTimelineEntry);
}

/** Where the timeline ends now; 0 when it has not begun. */
export async function latestSeq({ db }: StoreContext): Promise<number> {
  const { seq } = await db
    .selectFrom('timeline')
    .select(({ fn }) => fn.max<number | null>('seq').as('seq'))
    .executeTakeFirstOrThrow();
  return seq ?? 0;
}
