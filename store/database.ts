import type { Generated, GeneratedAlways } from 'kysely';
import type { Proposal, RootCause, Usage, Verdict } from '../domain/fix.ts';
import type { Incident } from '../domain/incident.ts';
import type { IncidentStatus, Phase } from '../domain/phases.ts';
import type { Review } from '../domain/ports/code-host.ts';
import type { LearnedFix } from '../domain/ports/knowledge.ts';
import type { TraceContext } from '../domain/ports/tracing.ts';
import type { Attachment } from '../domain/service.ts';
import type { Detection, ServiceChecks } from '../domain/service-checks.ts';
import type { ServiceDefinition, Severity } from '../domain/service-definition.ts';
import type { WaitKind } from '../domain/wait.ts';
import type { Analysis, OutboxMessage, Reset } from './model.ts';
import type { RecorderTables } from './recorder-tables.ts';

/** The tables as `migrations/` makes them. Numbers are JavaScript numbers, times are `Date`, JSON is parsed. */
export interface Database extends RecorderTables {
  incidents: {
    number: Generated<number>;
    id: GeneratedAlways<string>;
    service: string;
    fault_code: string;
    fault_type: string;
    severity: Severity;
    route: string;
    log_marker: string;
    phase: Generated<Phase>;
    heal_run: Generated<number>;
    /** Null for those from before there was one. */
    nonce: Generated<string | null>;
    affected_requests: Generated<number>;
    opened_at: Generated<Date>;
    ended_at: Date | null;
    root_cause: RootCause | null;
    remediation: Incident['remediation'];
    verification: Record<string, unknown> | null;
    status: GeneratedAlways<IncidentStatus>;
    list_rank: GeneratedAlways<number>;
  };
  occurrences: {
    id: GeneratedAlways<number>;
    incident_id: string;
    service: string;
    at: Date;
    route: string;
    reason: string;
    log_line: string;
    latency_ms: number;
    error_class: string | null;
    message: string;
    sqlstate: string | null;
    stack: string | null;
    build_sha: string | null;
    key: string | null;
  };
  ingested_events: { id: string; seen_at: Generated<Date> };
  waits: {
    incident_id: string;
    step: string;
    kind: WaitKind;
    waits_on: string;
    reason: string;
    url: string | null;
    since: Generated<Date>;
    until: Date | null;
  };
  timeline: {
    seq: GeneratedAlways<number>;
    incident_id: string;
    key: string;
    at: Generated<Date>;
    kind: 'phase' | 'note';
    from_phase: Phase | null;
    to_phase: Phase | null;
    message: string;
    data: Record<string, unknown>;
  };
  analyses: { incident_id: string; analysis: Analysis; at: Generated<Date> };
  attempts: {
    incident_id: string;
    heal_run: number;
    number: number;
    proposal: Proposal;
    verdicts: Generated<Verdict[]>;
    chosen: string | null;
    diff: string | null;
    commit: string | null;
    rejection: string | null;
    started_at: Generated<Date>;
  };
  conversation_entries: {
    incident_id: string;
    heal_run: number;
    attempt: number;
    provider: string;
    position: number;
    kind: string;
    content: Record<string, unknown>;
    usage: Usage | null;
    ms: number;
    at: Generated<Date>;
  };
  proofs: {
    incident_id: string;
    heal_run: number;
    commit: string;
    candidate_id: string;
    verdict: Verdict;
    at: Generated<Date>;
  };
  pushes: {
    commit: string;
    kind: 'fix' | 'revert' | 'reset';
    incident_id: string | null;
    attempt: number | null;
    reset_id: string | null;
    pushed_at: Generated<Date>;
    lost_at: Generated<Date | null>;
  };
  changes: {
    incident_id: string;
    heal_run: number;
    attempt: number;
    service: string;
    fault_code: string;
    opened_at: Generated<Date>;
    /** Null for a commit on the branch, and until it is open. */
    review: Review | null;
    /** Null while it waits for a person, and for a commit on the branch. */
    outcome: 'merged' | 'closed' | 'withdrawn' | null;
    /** How a person closed it, a sentence. */
    why: string | null;
    /** When a person asked for another one after it was closed. */
    asked_at: Date | null;
  };
  outbox: {
    id: GeneratedAlways<number>;
    dedupe_key: string;
    target: string;
    message: OutboxMessage;
    incident_id: string | null;
    trace: TraceContext | null;
    tries: Generated<number>;
    due_at: Generated<Date>;
    last_error: string | null;
    created_at: Generated<Date>;
    delivered_at: Date | null;
  };
  notifications: {
    key: string;
    channel: string;
    incident_id: string;
    claimed_at: Generated<Date>;
    sent_at: Date | null;
  };
  healing_state: {
    only_row: Generated<boolean>;
    paused: boolean;
    reason: string | null;
    revision: number;
    changed_at: Date;
    reset_at: Date | null;
  };
  resets: {
    number: Generated<number>;
    id: GeneratedAlways<string>;
    step: Generated<Reset['step']>;
    deleted: Generated<number>;
    cooldowns_cleared: Generated<number>;
    code_status: Generated<Reset['codeReset']['status']>;
    code_commit: string | null;
    error: string | null;
    requested_by: string;
    requested_at: Generated<Date>;
    finished_at: Date | null;
    /** Null for those from before there was one. */
    nonce: Generated<string | null>;
  };
  measures: { name: string; labels: Record<string, string>; value: number };
  deleted_incidents: { incident_id: string; reset_id: string; deleted_at: Generated<Date> };
  incident_count_changes: { id: GeneratedAlways<number>; status: IncidentStatus; change: number };
  heal_outcomes: {
    incident_id: string;
    heal_run: number;
    service: string;
    fault_code: string;
    severity: Severity;
    outcome: Phase;
    provider: string | null;
    failed_at: Date | null;
    detected_at: Date;
    pushed_at: Date | null;
    ended_at: Date;
    attempts: number;
    tried: number;
    refused: number;
    tokens: number;
    cost_usd: number;
    /** When its failure came back on a release with its fix. */
    returned_at: Date | null;
  };
  rollouts: {
    service: string;
    commit: string;
    status: 'pending' | 'success' | 'failure';
    /** Those whose commits it took in. */
    incidents: string[];
    run_url: string;
    detail: Generated<string>;
    began_at: Generated<Date>;
    ended_at: Date | null;
  };
  worker_heartbeats: {
    worker: string;
    started_at: Generated<Date>;
    seen_at: Generated<Date>;
    pollers: number | null;
    problem: string | null;
  };
  services: {
    name: string;
    attachment: Attachment;
    /** SHA-256 of the key of intake, hexadecimal. */
    key_hash: string;
    definition: ServiceDefinition | null;
    definition_commit: string | null;
    problem: string | null;
    attached_at: Generated<Date>;
    /** When its recorder last sent a recording. */
    recorded_at: Generated<Date | null>;
    read_at: Generated<Date | null>;
    detection: Generated<Detection | null>;
    last_check: Generated<ServiceChecks['check']>;
  };
  knowledge_documents: {
    id: string;
    kind: 'runbook' | 'fix';
    title: string;
    body: string;
    search: GeneratedAlways<string>;
    service: string | null;
    signature: Generated<string[]>;
    fix:
      | (Pick<LearnedFix, 'key' | 'incidentId' | 'rationale' | 'templates' | 'before' | 'after'> & {
          faultCode: string;
        })
      | null;
    at: Generated<Date>;
  };
}
