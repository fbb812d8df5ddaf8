import type { StoreContext } from '../context.ts';
import { unknownIncident } from '../errors.ts';
import type { Store } from '../store.ts';

export async function nonceOf({ db }: StoreContext, id: string): ReturnType<Store['nonceOf']> {
  const row = await db
    .selectFrom('incidents')
    .select('nonce')
    .where('id', '=', id)
    .unionAll(db.selectFrom('resets').select('nonce').where('id', '=', id))
    .executeTakeFirst();
  if (!row) throw unknownIncident(id);
  return row.nonce;
}
