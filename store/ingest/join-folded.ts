import { sql } from 'kysely';
import type { Tx } from '../context.ts';
import { type Joined, TEXT_LIMIT } from '../incidents/record-occurrence.ts';
import { storable } from '../json.ts';
import type { Timed } from './join-many.ts';

/**
 * Counts failures of one fault in an incident, and keeps rows of some of them, in one statement.
 * @param rows not empty, of one fault
 * @param times how many failures they stand for
 * @param incidentId the incident; the open one of the fault unless given
 * @returns undefined when there is no such incident
 */
export async function joinFolded(
  tx: Tx,
  rows: readonly Timed[],
  times: number,
  incidentId?: string,
): Promise<Joined | undefined> {
  const [{ service, faultCode }] = rows as [Timed];
  const which = incidentId === undefined ? sql`ended_at is null` : sql`id = ${incidentId}`;
  const kept = times === 0 ? [] : rows.map(toRow);
  const result = await sql<Joined>`
    with joined as (
      update incidents set affected_requests = affected_requests + ${times}
      where service = ${service} and fault_code = ${faultCode} and ${which}
      returning id, affected_requests, phase
    ), kept as (
      insert into occurrences (incident_id, service, at, route, reason, log_line, latency_ms, error_class, message,
        sqlstate, stack, build_sha, key)
      select joined.id, ${service}, each.at, each.route, each.reason, each.log_line, each.latency_ms, each.error_class,
        each.message, each.sqlstate, each.stack, each.build_sha, each.key
      from joined, jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as each(
        at timestamptz, route text, reason text, log_line text, latency_ms float8, error_class text, message text,
        sqlstate text, stack text, build_sha text, key text)
      on conflict (service, key) where key is not null do nothing
    )
    select id, affected_requests, phase, false as known from joined`.execute(tx);
  return result.rows[0];
}

function toRow(occurrence: Timed) {
  const { at, route, reason, logLine, latencyMs, errorClass, message, sqlstate, stack, buildSha, key } =
    occurrence;
  return {
    at: at.toISOString(),
    route: storable(route),
    reason: storable(reason, 1_000),
    log_line: storable(logLine, TEXT_LIMIT),
    latency_ms: latencyMs,
    error_class: errorClass,
    message: storable(message, TEXT_LIMIT),
    sqlstate,
    stack: stack && storable(stack, TEXT_LIMIT),
    build_sha: buildSha,
    key,
  };
}
