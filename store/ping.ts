import { sql } from 'kysely';
import type { StoreContext } from './context.ts';

/** True when the database answers. */
export async function ping({ db }: StoreContext): Promise<boolean> {
  return sql`select 1`.execute(db).then(
    () => true,
    () => false,
  );
}
