import type { Incident } from '../../domain/incident.ts';
import type { IncidentStatus, Phase } from '../../domain/phases.ts';
import type { Severity } from '../../domain/service-definition.ts';
import type { Wait } from '../../domain/wait.ts';
import type { HealingState, Reset } from '../model.ts';

/** Which incidents a page lists. What is absent does not narrow the list. */
export interface ListQuery {
  status?: IncidentStatus;
  severity?: Severity;
  service?: string;
  faultCode?: string;
  /** Part of an id, a fault code, a type or a route; upper and lower case are the same. */
  search?: string;
  /** The page that begins below this place, or ends above it; neither: the first. */
  below?: number;
  above?: number;
  limit: number;
}

/** One line of the list. */
export interface ListedIncident
  extends Pick<
    Incident,
    'id' | 'service' | 'incident_type' | 'error_code' | 'severity' | 'status' | 'phase' | 'route'
  > {
  affectedRequests: number;
  openedAt: string;
  endedAt: string | null;
  /** When it came into its present phase, and what its timeline said then. */
  phaseSince: string;
  phaseMessage: string;
  /** The phase before. */
  phaseBefore: Phase | null;
}

export interface ListPage {
  /** Open incidents first, then the newest. */
  incidents: ListedIncident[];
  /** Of all incidents, not only those of the query. */
  counts: Record<IncidentStatus, number>;
  /** For the next and the previous page; null on the last and the first. */
  below: number | null;
  above: number | null;
}

export interface Rollout {
  service: string;
  commit: string;
  status: 'pending' | 'success' | 'failure';
  /** Those whose commits it took in. */
  incidents: string[];
  runUrl: string;
  /** What failed; empty otherwise. */
  detail: string;
  beganAt: string;
  endedAt: string | null;
}

export interface WorkerHeartbeat {
  worker: string;
  startedAt: string;
  seenAt: string;
  /** Milliseconds since it was seen, by the database's clock. */
  silentMs: number;
  /** How many poll the task queue, as Temporal reports it; null when Temporal did not answer. */
  pollers: number | null;
  problem: string | null;
}

/** A fault of one service. */
export interface FaultName {
  service: string;
  code: string;
}

/** What is always in view. */
export interface SystemState {
  now: string;
  healing: HealingState;
  /** Newest first; those of the last day. */
  workers: WorkerHeartbeat[];
  rollout: { pending: Rollout | null; last: Rollout | null };
  /** The one that runs, else the last one that failed or is done. */
  reset: (Reset & { requestedBy: string }) | null;
  /** How each fault's newest heal since the last reset ended. */
  outcomes: { service: string; faultCode: string; incidentId: string; outcome: Phase; at: string }[];
  /** `since`: when it came into its phase. */
  open: { id: string; service: string; faultCode: string; phase: Phase; since: string }[];
  /** Resolved incidents whose fix the branch does not contain any more, and that no newer incident has replaced. */
  lost: { id: string; faultCode: string; commit: string }[];
  /** What the steps of heals wait for, oldest first. */
  waits: Wait[];
}

/** What a deleted incident is remembered by. */
export interface DeletedIncident {
  resetId: string;
  deletedAt: string;
  requestedBy: string | null;
}

export interface Bucket {
  /** Begin of the interval. */
  at: string;
  count: number;
}

/** How often an incident's fault showed, over its time. */
export interface OccurrenceHistory {
  seconds: number;
  buckets: Bucket[];
  first: string;
  last: string;
}

export interface Spread {
  count: number;
  /** Seconds. */
  median: number | null;
  p95: number | null;
}

export interface HealStatistics {
  /** Oldest first; intervals without a heal are there, too. */
  intervals: { at: string; detect: Spread; fix: Spread; restore: Spread; costUsd: number }[];
  total: { detect: Spread; fix: Spread; restore: Spread };
  outcomes: { outcome: Phase; provider: string; count: number; tokens: number; costUsd: number }[];
  faults: { faultCode: string; heals: number; resolved: number }[];
  /**
   * Heals whose fix is on the branch and does not count as verified: the failure returned, before it was resolved or after, or
   * there was no traffic by the deadline.
   */
  notVerified: { returned: number; unverified: number };
  tried: number;
  refused: number;
}
