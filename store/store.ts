import type { Evidence } from '../domain/evidence.ts';
import type { Attempt, Candidate, Proposal, RootCause, Verdict } from '../domain/fix.ts';
import type { Incident, Occurrence, TimelineEntry } from '../domain/incident.ts';
import type { IncidentStatus, Phase } from '../domain/phases.ts';
import type { KnowledgeHit } from '../domain/ports/knowledge.ts';
import type { Reproduction } from '../domain/ports/prover.ts';
import type { TraceContext } from '../domain/ports/tracing.ts';
import type { Severity } from '../domain/service-definition.ts';

/** A step that is written once however often it is repeated: the key is made from the workflow run and the step. */
export interface Keyed {
  incidentId: string;
  key: string;
}

export interface Move extends Keyed {
  to: Phase;
  /** A sentence for the timeline. */
  message: string;
  data?: Record<string, unknown>;
  rootCause?: RootCause;
  remediation?: NonNullable<Incident['remediation']>;
  verification?: Record<string, unknown>;
}

export interface HealingState {
  paused: boolean;
  reason: string | null;
  changedAt: string;
  /** When the last reset finished clearing, if ever. */
  resetAt: string | null;
}

/** What the analysis of an incident found; what the provider and the proof start from. */
export interface Analysis {
  evidence: Evidence;
  reproduction: Reproduction;
  knowledge: KnowledgeHit[];
}

/** One round of a heal as it is kept: what was proposed, how each candidate fared, what was pushed. */
export interface AttemptRecord {
  /** The heal run it belongs to; a retry by a person begins the next one, and numbers its attempts from 1 again. */
  healRun: number;
  number: number;
  proposal: Proposal;
  verdicts: Verdict[];
  /** The proven candidate, if any. */
  chosen: string | null;
  /** Unified diff of the chosen candidate, else of the best ranked one. */
  diff: string | null;
  commit: string | null;
  rejection: string | null;
  startedAt: string;
}

export interface IncidentDetail {
  incident: Incident;
  timeline: TimelineEntry[];
  attempts: AttemptRecord[];
  analysis: Analysis | null;
}

export interface Reset {
  id: string;
  workflowId: string;
  /** The last step that is done, or `requested`. */
  step: 'requested' | 'heals_cancelled' | 'cleared' | 'code_pushed' | 'live' | 'done' | 'failed';
  deleted: number;
  cooldownsCleared: number;
  codeReset: { status: 'pending' | 'pushed' | 'unchanged' | 'failed'; commit: string | null };
  error: string | null;
  requestedAt: string;
  finishedAt: string | null;
}

export type OutboxMessage =
  | { kind: 'start_heal'; incidentId: string; healRun: number }
  | { kind: 'start_reset'; resetId: string }
  | { kind: 'signal'; workflowId: string; signal: string; payload: unknown };

export interface OutboxRow {
  id: number;
  message: OutboxMessage;
  tries: number;
  /** What handing it over continues; null when nobody traces. */
  trace: TraceContext | null;
}

/** A number that is counted over all time; no restart and no reset takes anything from it. */
export interface Measure {
  /** `opened`, `heals`, `heal_seconds_bucket`, `heal_seconds_sum`, `verdicts`, `tokens`, `cost_usd`. */
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** What a monitoring system asks, as of one moment. */
export interface Measurements {
  incidents: { phase: Phase; severity: Severity; count: number }[];
  outboxDepth: number;
  healing: HealingState;
  measures: Measure[];
}

/**
 * PostgreSQL, by Kysely. Every method is one transaction. Errors: `SutureError` of type `unknown_incident`,
 * `illegal_move`, `not_open`, `store_unavailable` (retryable).
 */
export interface Store {
  /**
   * Groups a failing request into the open incident of its fault, or opens one together with the outbox row that
   * starts its workflow. The database decides which, whatever arrives at the same time.
   */
  recordOccurrence(
    occurrence: Occurrence,
  ): Promise<{ incidentId: string; opened: boolean; affectedRequests: number }>;

  listIncidents(limit?: number): Promise<{ incidents: Incident[]; counts: Record<IncidentStatus, number> }>;
  getIncident(incidentId: string): Promise<Incident | null>;
  getIncidentDetail(incidentId: string): Promise<IncidentDetail | null>;
  /** Timeline rows of all incidents after `seq`, oldest first, at most `limit`: what a page missed. */
  timelineAfter(seq: number, limit: number): Promise<TimelineEntry[]>;
  /** The greatest timeline `seq` so far, 0 when there is none: where a page that starts now listens from. */
  latestSeq(): Promise<number>;

  /** Moves an incident and writes the timeline row; `moved` is false when this key has already been written. */
  moveIncident(move: Move): Promise<{ moved: boolean; incident: Incident }>;
  addNote(note: Keyed & { message: string; data?: Record<string, unknown> }): Promise<void>;
  /** Opens an ended incident again and enqueues its next heal run. `not_open` when another incident of the fault is open. */
  retryIncident(incidentId: string, by: string): Promise<{ healRun: number }>;

  saveAnalysis(incidentId: string, analysis: Analysis): Promise<void>;
  getAnalysis(incidentId: string): Promise<Analysis | null>;
  saveProposal(incidentId: string, number: number, proposal: Proposal): Promise<void>;
  saveVerdicts(
    incidentId: string,
    number: number,
    verdicts: Verdict[],
    chosen: string | null,
    diff: string | null,
  ): Promise<void>;
  saveRejection(incidentId: string, number: number, rejection: string): Promise<void>;
  /** The rounds so far, as a provider is told of them. */
  getAttempts(incidentId: string): Promise<Attempt[]>;
  getCandidate(incidentId: string, number: number, candidateId: string): Promise<Candidate | null>;

  /** Remembers a commit that Suture pushed, so that callbacks about it can be told from callbacks about nothing. */
  recordPush(push: {
    commit: string;
    kind: 'fix' | 'revert' | 'reset';
    incidentId: string | null;
    attempt: number | null;
    resetId: string | null;
  }): Promise<void>;
  isKnownCommit(commit: string): Promise<boolean>;
  /** Workflow ids that a callback for these faults concerns: heals in `deploying` or later, and a running reset. */
  workflowsAwaitingRollout(faultCodes: string[]): Promise<string[]>;

  healing(): Promise<HealingState>;
  setPaused(paused: boolean, reason: string): Promise<HealingState>;

  /** The running reset, or a new one with its outbox row; `created` tells which. */
  requestReset(by: string): Promise<{ reset: Reset; created: boolean }>;
  getReset(resetId: string): Promise<Reset | null>;
  updateReset(
    resetId: string,
    change: Partial<Omit<Reset, 'id' | 'workflowId' | 'requestedAt'>>,
  ): Promise<Reset>;
  /** Incidents that are not ended, with their workflow ids. */
  openHeals(): Promise<{ incidentId: string; workflowId: string }[]>;
  /** Deletes these incidents with all that hangs on them, waiting outbox rows included; remembers their ids and the reset. */
  deleteIncidents(incidentIds: string[] | 'all', resetId: string): Promise<number>;
  markReset(): Promise<void>;

  enqueue(message: OutboxMessage, dedupeKey: string): Promise<void>;
  /** Hands due rows one at a time to `deliver`, holding a row's lock meanwhile; a throw schedules the next try. Returns how many were handed over. */
  dispatchOutbox(deliver: (row: OutboxRow) => Promise<void>, limit: number): Promise<number>;
  /** Calls `wake` when rows are enqueued (LISTEN/NOTIFY), until the returned function is called. */
  onOutbox(wake: () => void): Promise<() => Promise<void>>;
  outboxDepth(): Promise<number>;

  /** Costs the same however many incidents have ended. */
  measurements(): Promise<Measurements>;

  /** True when the database answers. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}
