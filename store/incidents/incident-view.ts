import { type Kysely, sql } from 'kysely';
import { healWorkflowId, type Incident } from '../../domain/incident.ts';
import { statusOf } from '../../domain/phases.ts';
import type { Database } from '../database.ts';

/** Log lines that an incident shows. */
const RECENT_LOGS = 20;
/** Other incidents of the service that opened this near in time may have the same cause. */
const CORRELATION_WINDOW = '2 minutes';
const CORRELATED_EVENTS = 5;

/** Incidents (table alias `i`) with what is counted from their occurrences; narrow it down before executing. */
export function selectIncidents(db: Kysely<Database>) {
  return db
    .selectFrom('incidents as i')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('occurrences as o')
          .whereRef('o.incident_id', '=', 'i.id')
          .select([
            sql<number>`coalesce(percentile_cont(0.95) within group (order by o.latency_ms), 0)`.as(
              'latency_p95_ms',
            ),
            sql<Date | null>`min(o.at)`.as('first_seen_at'),
            sql<Date | null>`max(o.at)`.as('last_seen_at'),
          ])
          .as('seen'),
      (join) => join.onTrue(),
    )
    .innerJoinLateral(
      sql<{ by_reason: Record<string, number> }>`(
        select coalesce(jsonb_object_agg(r.reason, r.count), '{}') as by_reason
        from (select reason, count(*) from occurrences where incident_id = i.id group by reason) r)`.as<'reasons'>(
        sql`reasons`,
      ),
      (join) => join.onTrue(),
    )
    .innerJoinLateral(
      sql<{ recent_logs: string[] }>`(
        select coalesce(array_agg(l.log_line order by l.id), '{}') as recent_logs
        from (select id, log_line from occurrences where incident_id = i.id
          order by id desc limit ${RECENT_LOGS}) l)`.as<'logs'>(sql`logs`),
      (join) => join.onTrue(),
    )
    .innerJoinLateral(
      sql<{ correlated: { id: string; fault_code: string; opened_at: string }[] }>`(
        select coalesce(jsonb_agg(to_jsonb(c) order by c.opened_at), '[]') as correlated
        from (select id, fault_code, opened_at from incidents
          where service = i.service and id <> i.id
            and opened_at between i.opened_at - ${CORRELATION_WINDOW}::interval
              and i.opened_at + ${CORRELATION_WINDOW}::interval
          order by opened_at limit ${CORRELATED_EVENTS}) c)`.as<'near'>(sql`near`),
      (join) => join.onTrue(),
    )
    .selectAll()
    .select('i.id');
}

type Row = Awaited<ReturnType<ReturnType<typeof selectIncidents>['executeTakeFirstOrThrow']>>;

/** The HTTP API's view of a row. */
export function toIncident(row: Row): Incident {
  return {
    id: row.id,
    service: row.service,
    incident_type: row.fault_type,
    error_code: row.fault_code,
    severity: row.severity,
    status: statusOf(row.phase),
    phase: row.phase,
    route: row.route,
    timestamp_opened: row.opened_at.toISOString(),
    timestamp_resolved: row.phase === 'resolved' ? (row.ended_at?.toISOString() ?? null) : null,
    symptoms: {
      latency_p95: Math.round(row.latency_p95_ms) / 1_000,
      log_marker: row.log_marker,
      affected_requests: row.affected_requests,
    },
    breadcrumbs: {
      recent_logs: row.recent_logs,
      metric_snapshot: {
        occurrences_by_reason: row.by_reason,
        first_seen: row.first_seen_at?.toISOString() ?? null,
        last_seen: row.last_seen_at?.toISOString() ?? null,
      },
      correlated_events: row.correlated.map(
        (other) => `${other.id} ${other.fault_code} opened ${new Date(other.opened_at).toISOString()}`,
      ),
    },
    root_cause: row.root_cause,
    remediation: row.remediation,
    verification: row.verification,
    workflow_id: healWorkflowId(row.id),
  };
}
