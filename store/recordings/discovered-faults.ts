import { DiscoveredFault } from '../../domain/discovered.ts';
import type { StoreContext } from '../context.ts';
import { json, storable } from '../json.ts';

/** Keeps a fault that no definition declares; what is known of it already is replaced. */
export async function saveDiscoveredFault({ db }: StoreContext, fault: DiscoveredFault): Promise<void> {
  const { service, code } = fault;
  await db
    .insertInto('discovered_faults')
    .values({ service, code, fault: json(fault) })
    .onConflict((conflict) => conflict.columns(['service', 'code']).doUpdateSet({ fault: json(fault) }))
    .execute();
}

/** Null when no failure of the service had this code. */
export async function discoveredFault(
  { db }: StoreContext,
  service: string,
  code: string,
): Promise<DiscoveredFault | null> {
  const row = await db
    .selectFrom('discovered_faults')
    .select('fault')
    .where('service', '=', storable(service))
    .where('code', '=', storable(code))
    .executeTakeFirst();
  return row ? DiscoveredFault.parse(row.fault) : null;
}
