import { sql } from 'kysely';
import type { StoreContext } from '../context.ts';

/** Notes that the recorder of a service has sent a failing request; a storm of them writes the row seldom. */
export async function noteRecorded({ db }: StoreContext, service: string): Promise<void> {
  await db
    .updateTable('services')
    .set({ recorded_at: sql<Date>`now()` })
    .where('name', '=', service)
    .where(({ or, eb }) =>
      or([eb('recorded_at', 'is', null), eb('recorded_at', '<', sql<Date>`now() - interval '5 seconds'`)]),
    )
    .execute();
}
