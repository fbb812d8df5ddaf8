import { sql } from 'kysely';
import { Occurrence } from '../../domain/incident.ts';
import type { StoreContext, Tx } from '../context.ts';
import { announce, insertDetected, type Joined, lockFault, open } from '../incidents/record-occurrence.ts';
import { askWhetherReturned, resolvedBefore } from '../incidents/resolved-before.ts';
import { joinMany, type Timed } from './join-many.ts';

export interface LateOccurrence {
  /** The same for each delivery of the event. */
  eventId: string;
  occurrence: Occurrence & { at: Date };
}

/** An incident that has counted some of them. */
interface Counted {
  incident: Joined;
  first: Timed;
  opened: boolean;
}

/**
 * Records occurrences once for each event id, for log lines that may arrive late and again: all of one fault by one
 * statement, all or none of them. A line from before an incident's end joins that incident; one from before the last
 * reset counts nowhere.
 *
 * The rows of the events are written first, in one order for all: a second delivery of the same event waits for the
 * first one's transaction and then finds the row. What failed half-way leaves no row, and counts when it comes again.
 */
export async function ingestOccurrences(
  context: StoreContext,
  events: readonly LateOccurrence[],
): Promise<{ recorded: number; duplicates: number; beforeReset: number }> {
  const byId = new Map(events.map(({ eventId, occurrence }) => [eventId, occurrence]));
  const counted: (Counted & { seq: number | null })[] = [];
  const result = await context.db.transaction().execute(async (tx) => {
    const fresh = await insertEvents(tx, [...byId.keys()].sort());
    const reset = await lastReset(tx);
    const all = fresh.map((id) => Occurrence.parse(byId.get(id)) as Timed);
    const late = all.filter(({ at }) => reset === null || at > reset);
    const found: Counted[] = [];
    // One order for all transactions, so that no two wait for each other.
    for (const [, group] of [...byFault(late)].sort(([one], [other]) => one.localeCompare(other))) {
      found.push(...(await countGroup(tx, group)));
    }
    // Writers of the timeline wait for each other until they commit, so its rows come last.
    for (const each of found) {
      const seq = each.opened ? await insertDetected(tx, each.incident.id, each.first) : null;
      counted.push({ ...each, seq });
    }
    const beforeReset = all.length - late.length;
    return { recorded: late.length, duplicates: events.length - all.length, beforeReset };
  });
  for (const each of counted) announce(context, each.first, each);
  return result;
}

/** @returns the ids that were not known */
async function insertEvents(tx: Tx, ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    insert into ingested_events (id) select unnest(${ids}::text[])
    on conflict do nothing returning id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** What happened before a reset has been cleared away with it, however late its log line arrives. */
async function lastReset(tx: Tx): Promise<Date | null> {
  const row = await tx.selectFrom('healing_state').select('reset_at').executeTakeFirstOrThrow();
  return row.reset_at;
}

function byFault(occurrences: readonly Timed[]): Map<string, Timed[]> {
  const groups = new Map<string, Timed[]>();
  for (const occurrence of occurrences) {
    const fault = `${occurrence.service}\n${occurrence.faultCode}`;
    groups.set(fault, [...(groups.get(fault) ?? []), occurrence]);
  }
  return groups;
}

/** Counts the occurrences of one fault. @param group not empty */
async function countGroup(tx: Tx, group: Timed[]): Promise<Counted[]> {
  const ordered = group.toSorted((one, other) => one.at.getTime() - other.at.getTime());
  const first = ordered[0] as Timed;
  const current = await joinMany(tx, ordered);
  if (current) return [{ incident: current, first, opened: false }];

  await lockFault(tx, first);
  const counted: Counted[] = [];
  let left = ordered;
  // A line that was written before its incident ended belongs to it: it says nothing about the code that runs now.
  for (const { id, ended_at: end } of await endedSince(tx, first)) {
    const within = left.filter(({ at }) => at <= end);
    left = left.filter(({ at }) => at > end);
    const [earliest] = within;
    const incident = earliest && (await joinMany(tx, within, id));
    if (earliest && incident) counted.push({ incident, first: earliest, opened: false });
  }
  const [next] = left;
  if (!next) return counted;
  const resolved = await resolvedBefore(tx, next);
  const returned = resolved && (await joinMany(tx, left, resolved.id));
  if (resolved && returned) {
    await askWhetherReturned(tx, resolved, [null]);
    return [...counted, { incident: returned, first: next, opened: false }];
  }
  const opened = await open(tx, next);
  const incident = await joinMany(tx, left);
  if (!incident) throw new Error('an incident was opened and ended within one transaction');
  return [...counted, { incident, first: next, opened: opened !== null }];
}

/** Incidents of a fault that ended after an occurrence of it, the earliest first. */
async function endedSince(
  tx: Tx,
  { service, faultCode, at }: Timed,
): Promise<{ id: string; ended_at: Date }[]> {
  const { rows } = await sql<{ id: string; ended_at: Date }>`
    select id, ended_at from incidents
    where service = ${service} and fault_code = ${faultCode} and ended_at >= ${at}
    order by ended_at`.execute(tx);
  return rows;
}
