import { type Kysely, type RawBuilder, sql } from 'kysely';
import { Occurrence } from '../../domain/incident.ts';
import type { Phase } from '../../domain/phases.ts';
import type { StoreContext, Tx } from '../context.ts';
import type { Database } from '../database.ts';
import { storable } from '../json.ts';
import { insertOutbox } from '../outbox/enqueue.ts';
import { insertTimeline } from './insert-timeline.ts';
import { askWhetherReturned, resolvedBefore } from './resolved-before.ts';

/** Log lines and stacks are kept up to this many characters; the rest says nothing new. */
export const TEXT_LIMIT = 16_000;

export type Parsed = ReturnType<typeof Occurrence.parse>;

export interface Joined {
  id: string;
  affected_requests: number;
  phase: Phase;
  /** Counted before, under the same key. */
  known: boolean;
}

/** The incident that counts an occurrence. */
export interface Recorded {
  incidentId: string;
  opened: boolean;
  /** Counted before, under the same key. */
  known: boolean;
  affectedRequests: number;
}

/**
 * The usual case is one statement: the open incident counts the request. Only when none is open do requests wait for
 * a lock, so that a storm draws one number from the sequence; the unique index decides.
 */
export async function recordOccurrence(context: StoreContext, input: Occurrence): Promise<Recorded> {
  const occurrence = Occurrence.parse(input);
  const joined = await join(context.db, occurrence);
  const recorded = joined
    ? { incident: joined, seq: null }
    : await context.db.transaction().execute((tx) => joinOrOpen(tx, occurrence));
  announce(context, occurrence, recorded);
  const { incident, seq } = recorded;
  return {
    incidentId: incident.id,
    opened: seq !== null,
    known: incident.known,
    affectedRequests: incident.affected_requests,
  };
}

/** Tells the pages, after the commit. */
export function announce(
  { publish }: StoreContext,
  occurrence: Parsed,
  { incident, seq }: { incident: Joined; seq: number | null },
): void {
  const message =
    seq === null
      ? `${incident.affected_requests} requests affected`
      : `${occurrence.faultCode}: ${occurrence.reason}`;
  publish({ kind: 'incident', seq, incident_id: incident.id, phase: incident.phase, message });
}

async function joinOrOpen(tx: Tx, occurrence: Parsed): Promise<{ incident: Joined; seq: number | null }> {
  await lockFault(tx, occurrence);
  const found = await join(tx, occurrence);
  if (found) return { incident: found, seq: null };

  const resolved = await resolvedBefore(tx, occurrence);
  const returned = resolved && (await join(tx, occurrence, sql`id = ${resolved.id}`));
  if (resolved && returned) {
    await askWhetherReturned(tx, resolved, [occurrence.buildSha]);
    return { incident: returned, seq: null };
  }
  const opened = await open(tx, occurrence);
  const incident = await join(tx, occurrence);
  if (!incident) throw new Error('an incident was opened and ended within one transaction');
  return { incident, seq: opened === null ? null : await insertDetected(tx, opened, occurrence) };
}

/** The first row of an incident's timeline. @returns its number */
export function insertDetected(tx: Tx, incidentId: string, occurrence: Parsed): Promise<number> {
  return insertTimeline(tx, {
    incident_id: incidentId,
    key: 'detected:1',
    kind: 'phase',
    from_phase: null,
    to_phase: 'detected',
    message: `${occurrence.route} failed: ${occurrence.reason}`,
    data: { reason: occurrence.reason, latency_ms: occurrence.latencyMs, build_sha: occurrence.buildSha },
  });
}

/** One number of the sequence is drawn for a fault at a time; ends with the transaction. */
export async function lockFault(tx: Tx, { service, faultCode }: Parsed): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${service}\n${faultCode}`}, 7823))`.execute(tx);
}

/**
 * Opens an incident, with the outbox row that starts its workflow; the timeline's row is the caller's to write, last.
 * @returns the new incident's id, or null when another transaction opened one first
 */
export async function open(tx: Tx, occurrence: Parsed): Promise<string | null> {
  // A change of the healing switch looks for open incidents to wake: it must see this one, or be seen by it.
  await tx.selectFrom('healing_state').select('paused').forShare().execute();
  const opened = await tx
    .insertInto('incidents')
    .values({
      service: occurrence.service,
      fault_code: occurrence.faultCode,
      fault_type: occurrence.faultType,
      severity: occurrence.severity,
      route: storable(occurrence.route),
      log_marker: storable(occurrence.logLine.split(/\s/, 1)[0] || occurrence.faultCode),
      opened_at: occurrence.at ?? new Date(),
    })
    .onConflict((conflict) =>
      conflict.columns(['service', 'fault_code']).where('ended_at', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  if (!opened) return null;
  await insertOutbox(
    tx,
    { kind: 'start_heal', incidentId: opened.id, healRun: 1 },
    `start_heal:${opened.id}:1`,
    occurrence.trace,
  );
  return opened.id;
}

/**
 * Counts the request in an incident of its fault and keeps what it showed, in one statement. One that is
 * known by its key is not counted again; its incident may have ended meanwhile.
 * @param which tells the incident from the others of the fault; the open one unless given
 */
async function join(
  db: Kysely<Database>,
  occurrence: Parsed,
  which: RawBuilder<boolean> = sql`ended_at is null`,
): Promise<Joined | undefined> {
  const { rows } = await sql<Joined>`
    with known as (
      select i.id, i.affected_requests, i.phase, true as known
      from occurrences o join incidents i on i.id = o.incident_id
      where o.service = ${occurrence.service} and o.key = ${occurrence.key}
    ), joined as (
      update incidents set affected_requests = affected_requests + 1
      where service = ${occurrence.service} and fault_code = ${occurrence.faultCode} and ${which}
        and not exists (select from known)
      returning id, affected_requests, phase, false as known
    ), kept as (
      insert into occurrences (incident_id, service, at, route, reason, log_line, latency_ms, error_class, message,
        sqlstate, stack, build_sha, key)
      select id, ${occurrence.service}, coalesce(${occurrence.at ?? null}::timestamptz, now()), ${storable(occurrence.route)},
        ${storable(occurrence.reason, 1_000)}, ${storable(occurrence.logLine, TEXT_LIMIT)},
        ${occurrence.latencyMs}::float8, ${occurrence.errorClass}, ${storable(occurrence.message, TEXT_LIMIT)},
        ${occurrence.sqlstate}, ${occurrence.stack && storable(occurrence.stack, TEXT_LIMIT)},
        ${occurrence.buildSha}, ${occurrence.key}
      from joined
    )
    select id, affected_requests, phase, known from joined union all select * from known`.execute(db);
  return rows[0];
}
