import type { ServiceRecord } from '../../domain/service.ts';
import type { StoreContext } from '../context.ts';
import { storable } from '../json.ts';
import { hashOfKey, toServiceRecord } from './service-view.ts';

/** All attached services, by name. */
export async function listServices({ db }: StoreContext): Promise<ServiceRecord[]> {
  const rows = await db.selectFrom('services').selectAll().orderBy('name').execute();
  return rows.map(toServiceRecord);
}

/** Null when no service of this name is attached. */
export async function getService({ db }: StoreContext, name: string): Promise<ServiceRecord | null> {
  const row = await db
    .selectFrom('services')
    .selectAll()
    .where('name', '=', storable(name))
    .executeTakeFirst();
  return row ? toServiceRecord(row) : null;
}

/** The service whose key of intake this is; null when it is the key of none. */
export async function serviceOfKey({ db }: StoreContext, key: string): Promise<ServiceRecord | null> {
  const row = await db
    .selectFrom('services')
    .selectAll()
    .where('key_hash', '=', hashOfKey(key))
    .executeTakeFirst();
  return row ? toServiceRecord(row) : null;
}
