import { SutureError } from '../../domain/errors.ts';
import type { StoreContext, Tx } from '../context.ts';
import { insertTimeline } from '../incidents/insert-timeline.ts';
import { lockIncident } from '../incidents/lock-incident.ts';

/** Longest chain of merges that is followed. */
const MOST_MERGES = 10;

/**
 * Says that the faults of two incidents are one: failures of the first count in the second from now on.
 * @throws SutureError `unknown_incident`; `illegal_move` where a fault is declared, the services differ, or it is one fault already
 */
export async function mergeFaults(
  { db }: StoreContext,
  incidentId: string,
  into: string,
  by: string,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const [one, other] = await lockBoth(tx, incidentId, into);
    if (one.service !== other.service) throw refused(`${incidentId} and ${into} are of two services.`);
    const target = await rootOf(tx, other.service, other.fault_code);
    if (target === one.fault_code) throw refused(`${incidentId} and ${into} count the same fault already.`);
    await requireUndeclared(tx, other);
    await requireUndeclared(tx, one);
    await tx
      .updateTable('discovered_faults')
      .set({ merged_into: target })
      .where('service', '=', one.service)
      .where('code', '=', one.fault_code)
      .execute();
    await note(tx, incidentId, `${by} merges its fault into ${into}: its failures count there from now on.`);
    await note(tx, into, `${by} merges ${incidentId} into it.`);
  });
}

/**
 * Says that the fault of an incident is several: faults that were merged into it are apart again; where none was, its
 * failures are told apart by their messages from now on.
 * @throws SutureError `unknown_incident`; `illegal_move` where the fault is declared
 */
export async function splitFault({ db }: StoreContext, incidentId: string, by: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const incident = await lockIncident(tx, incidentId);
    await requireUndeclared(tx, incident);
    const apart = await tx
      .updateTable('discovered_faults')
      .set({ merged_into: null })
      .where('service', '=', incident.service)
      .where('merged_into', '=', incident.fault_code)
      .returning('code')
      .execute();
    if (apart.length === 0) {
      await tx
        .updateTable('discovered_faults')
        .set({ split: true })
        .where('service', '=', incident.service)
        .where('code', '=', incident.fault_code)
        .execute();
    }
    const how =
      apart.length === 0
        ? 'its failures are told apart by their messages from now on'
        : `${apart.map(({ code }) => code).join(', ')} count apart again`;
    await note(tx, incidentId, `${by} splits its fault: ${how}.`);
  });
}

/** In one order, so that two people do not wait for each other. */
async function lockBoth(tx: Tx, one: string, other: string) {
  const first = await lockIncident(tx, one < other ? one : other);
  const second = await lockIncident(tx, one < other ? other : one);
  return one < other ? ([first, second] as const) : ([second, first] as const);
}

async function rootOf(tx: Tx, service: string, code: string): Promise<string> {
  let root = code;
  for (let left = MOST_MERGES; left > 0; left -= 1) {
    const row = await tx
      .selectFrom('discovered_faults')
      .select('merged_into')
      .where('service', '=', service)
      .where('code', '=', root)
      .executeTakeFirst();
    if (!row?.merged_into) return root;
    root = row.merged_into;
  }
  return root;
}

async function requireUndeclared(
  tx: Tx,
  { id, service, fault_code: code }: { id: string; service: string; fault_code: string },
): Promise<void> {
  const row = await tx
    .selectFrom('discovered_faults')
    .select('code')
    .where('service', '=', service)
    .where('code', '=', code)
    .executeTakeFirst();
  if (!row) throw refused(`The fault of ${id} is declared; only faults that nobody declared are grouped.`);
}

async function note(tx: Tx, incidentId: string, message: string): Promise<void> {
  await insertTimeline(tx, {
    incident_id: incidentId,
    key: `regrouped:${crypto.randomUUID()}`,
    kind: 'note',
    from_phase: null,
    to_phase: null,
    message,
    data: {},
  });
}

function refused(message: string): SutureError {
  return new SutureError('illegal_move', message, { benign: true });
}
