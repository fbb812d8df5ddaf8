import type { StoreContext } from '../context.ts';
import { unknownIncident } from '../errors.ts';

/**
 * What distinguishes an incident or a reset from one of the same id in another database, for keys that leave this one.
 * @returns null for those from before there was a nonce
 * @throws SutureError `unknown_incident`
 */
export async function nonceOf({ db }: StoreContext, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('incidents')
    .select('nonce')
    .where('id', '=', id)
    .unionAll(db.selectFrom('resets').select('nonce').where('id', '=', id))
    .executeTakeFirst();
  if (!row) throw unknownIncident(id);
  return row.nonce;
}
