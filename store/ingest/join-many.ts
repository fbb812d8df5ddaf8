import { sql } from 'kysely';
import type { Tx } from '../context.ts';
import { type Joined, type Parsed, TEXT_LIMIT } from '../incidents/record-occurrence.ts';
import { storable } from '../json.ts';

export type Timed = Parsed & { at: Date };

/**
 * Counts occurrences of one fault in an incident and keeps what they showed, in one statement.
 * @param occurrences not empty, of one fault
 * @param incidentId the incident; the open one of the fault unless given
 * @returns undefined when there is no such incident
 */
export async function joinMany(
  tx: Tx,
  occurrences: readonly Timed[],
  incidentId?: string,
): Promise<Joined | undefined> {
  const [{ service, faultCode }] = occurrences as [Timed];
  const which = incidentId === undefined ? sql`ended_at is null` : sql`id = ${incidentId}`;
  const { rows } = await sql<Joined>`
    with joined as (
      update incidents set affected_requests = affected_requests + ${occurrences.length}
      where service = ${service} and fault_code = ${faultCode} and ${which}
      returning id, affected_requests, phase
    ), kept as (
      insert into occurrences (incident_id, service, at, route, reason, log_line, latency_ms, message)
      select joined.id, ${service}, each.at, each.route, each.reason, each.log_line, each.latency_ms, each.message
      from joined, jsonb_to_recordset(${rowsOf(occurrences)}::jsonb) as each(
        at timestamptz, route text, reason text, log_line text, latency_ms float8, message text)
    )
    select id, affected_requests, phase, false as known from joined`.execute(tx);
  return rows[0];
}

function rowsOf(occurrences: readonly Timed[]): string {
  return JSON.stringify(
    occurrences.map(({ at, route, reason, logLine, latencyMs, message }) => ({
      at,
      route: storable(route, TEXT_LIMIT),
      reason: storable(reason, 1_000),
      log_line: storable(logLine, TEXT_LIMIT),
      latency_ms: latencyMs,
      message: storable(message, TEXT_LIMIT),
    })),
  );
}
