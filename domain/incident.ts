import { z } from 'zod';
import { RootCause } from './fix.ts';
import { IncidentStatus, Phase } from './phases.ts';
import { Severity } from './service-definition.ts';

/** `LIVE-0001`: from a sequence, never reused. */
export const IncidentId = z.string().regex(/^LIVE-\d{4,}$/, 'an incident id such as LIVE-0001');
export type IncidentId = z.infer<typeof IncidentId>;

/** One failing request, as the service saw it. */
export const Occurrence = z.object({
  service: z.string(),
  faultCode: z.string(),
  faultType: z.string(),
  severity: Severity,
  route: z.string(),
  reason: z.string(),
  /** The line that went to stderr. */
  logLine: z.string(),
  latencyMs: z.number().nonnegative(),
  errorClass: z.string().nullable().default(null),
  message: z.string().default(''),
  sqlstate: z.string().nullable().default(null),
  stack: z.string().nullable().default(null),
  /** The commit of the release that failed. */
  buildSha: z.string().nullable().default(null),
  /** The trace of the request, as W3C headers by name; the heal continues it. */
  trace: z.record(z.string(), z.string()).nullable().default(null),
  at: z.coerce.date().optional(),
  /** Idempotency: the same key is counted once. */
  key: z.string().min(1).max(100).nullable().default(null),
});
export type Occurrence = z.input<typeof Occurrence>;

/** An incident as the HTTP API shows it. Times are ISO 8601 in UTC. */
export const Incident = z.object({
  id: IncidentId,
  service: z.string(),
  incident_type: z.string(),
  error_code: z.string(),
  severity: Severity,
  status: IncidentStatus,
  phase: Phase,
  route: z.string(),
  timestamp_opened: z.string(),
  timestamp_resolved: z.string().nullable(),
  symptoms: z.object({
    /** Seconds, 95th percentile over the incident's occurrences. */
    latency_p95: z.number(),
    log_marker: z.string(),
    affected_requests: z.number().int(),
  }),
  breadcrumbs: z.object({
    recent_logs: z.array(z.string()),
    metric_snapshot: z.record(z.string(), z.unknown()),
    correlated_events: z.array(z.string()),
  }),
  root_cause: RootCause.nullable(),
  remediation: z
    .object({
      action_type: z.string(),
      parameters: z.record(z.string(), z.unknown()),
      execution_timestamp: z.string(),
    })
    .nullable(),
  verification: z.record(z.string(), z.unknown()).nullable(),
  workflow_id: z.string().nullable(),
});
export type Incident = z.infer<typeof Incident>;

/** One row of the append-only timeline. */
export const TimelineEntry = z.object({
  /** Grows over all incidents; the SSE event id. */
  seq: z.number().int(),
  incident_id: IncidentId,
  at: z.string(),
  kind: z.enum(['phase', 'note']),
  from_phase: Phase.nullable(),
  to_phase: Phase.nullable(),
  /** A sentence for a person. */
  message: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** What Redis carries to the pages: that something changed, never the truth itself. */
export const LiveEvent = z.object({
  seq: z.number().int().nullable(),
  kind: z.enum(['incident', 'healing', 'reset', 'delivery']),
  incident_id: IncidentId.nullable(),
  phase: Phase.nullable(),
  message: z.string(),
  at: z.string(),
});
export type LiveEvent = z.infer<typeof LiveEvent>;

/** The id of the workflow that rolls back the fix of a resolved incident. */
export function rollBackWorkflowId(incidentId: string): string {
  return `roll-back-${incidentId}`;
}

/** The incident of a heal's workflow. */
export function incidentOfHeal(workflowId: string): string {
  return workflowId.slice(healWorkflowId('').length);
}

/** The id of the workflow that heals an incident. */
export function healWorkflowId(incidentId: string): string {
  return `heal-${incidentId}`;
}

/** The incident that a workflow heals, or whose fix it rolls back; null for other workflows. */
export function incidentOfWorkflow(workflowId: string): IncidentId | null {
  const id = /^(?:heal|roll-back)-(.+)$/.exec(workflowId)?.[1];
  return IncidentId.safeParse(id).data ?? null;
}
