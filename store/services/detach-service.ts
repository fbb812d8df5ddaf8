import type { StoreContext } from '../context.ts';
import { storable } from '../json.ts';
import { serviceTarget } from '../outbox/enqueue.ts';

/**
 * Detaches a service: its key is refused from now on. Its incidents stay.
 * @returns false when no service of this name was attached
 */
export async function detachService({ db }: StoreContext, name: string): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const gone = await tx
      .deleteFrom('services')
      .where('name', '=', storable(name))
      .returning('name')
      .executeTakeFirst();
    if (!gone) return false;
    await tx
      .deleteFrom('outbox')
      .where('target', '=', serviceTarget(gone.name))
      .where('delivered_at', 'is', null)
      .execute();
    return true;
  });
}
