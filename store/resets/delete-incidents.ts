import { sql } from 'kysely';
import type { StoreContext } from '../context.ts';

/**
 * Deletes incidents with all that belongs to them, waiting outbox rows included, and remembers their ids and the reset.
 * @returns how many incidents this reset has deleted so far, so that a repeated step gets the same answer.
 */
export async function deleteIncidents(
  { db, publish }: StoreContext,
  incidents: string[] | { services: string[] } | 'all',
  resetId: string,
): Promise<number> {
  const deleted = await db.transaction().execute(async (tx) => {
    await tx
      .with('gone', (query) => {
        const gone = query.deleteFrom('incidents').returning('id');
        if (incidents === 'all') return gone;
        return Array.isArray(incidents)
          ? gone.where('id', '=', sql<string>`any(${incidents})`)
          : gone.where('service', '=', sql<string>`any(${incidents.services})`);
      })
      .insertInto('deleted_incidents')
      .columns(['incident_id', 'reset_id'])
      .expression((query) =>
        query.selectFrom('gone').select(['id', sql<string>`${resetId}::text`.as('reset')]),
      )
      .execute();
    const { count } = await tx
      .selectFrom('deleted_incidents')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('reset_id', '=', resetId)
      .executeTakeFirstOrThrow();
    return count;
  });
  publish({
    kind: 'reset',
    seq: null,
    incident_id: null,
    phase: null,
    message: `${resetId}: incidents deleted`,
  });
  return deleted;
}
