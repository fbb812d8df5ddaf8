import type { Kysely } from 'kysely';
import { DiscoveredFault } from '../../domain/discovered.ts';
import type { StoreContext, Tx } from '../context.ts';
import type { Database } from '../database.ts';
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

/** Keeps a fault that is new; one that is known stays as it is. */
export async function insertDiscovered(tx: Tx, fault: DiscoveredFault): Promise<void> {
  const { service, code } = fault;
  await tx
    .insertInto('discovered_faults')
    .values({ service, code, fault: json(fault) })
    .onConflict((conflict) => conflict.columns(['service', 'code']).doNothing())
    .execute();
}

export interface KnownFault {
  fault: DiscoveredFault;
  /** The fault in which a person says that its failures count. */
  mergedInto: string | null;
  /** Whether a person says that it is several, told apart by their messages. */
  split: boolean;
}

/** Faults that are looked through when a failure arrives; a service with more has other troubles. */
const MOST_KNOWN = 5_000;

/** The faults of a service that no definition declares, the newest first. */
export async function discoveredFaults({ db }: StoreContext, service: string): Promise<KnownFault[]> {
  const rows = await db
    .selectFrom('discovered_faults')
    .select(['fault', 'merged_into', 'split'])
    .where('service', '=', storable(service))
    .orderBy('first_at', 'desc')
    .limit(MOST_KNOWN)
    .execute();
  // One that cannot be read must not keep all other failures of the service from being counted.
  return rows.flatMap(({ fault, merged_into, split }) => {
    const read = DiscoveredFault.safeParse(fault);
    return read.success ? [{ fault: read.data, mergedInto: merged_into, split }] : [];
  });
}

/** Null when no failure of the service had this code. */
export async function discoveredFault(
  { db }: StoreContext,
  service: string,
  code: string,
): Promise<DiscoveredFault | null> {
  return readDiscovered(db, service, code);
}

/** As {@link discoveredFault}, also within a caller's transaction. */
export async function readDiscovered(
  db: Kysely<Database>,
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
