import type { Evidence } from '../domain/evidence.ts';
import type { Attempt, Candidate, Proposal, RootCause, Usage, Verdict } from '../domain/fix.ts';
import type { Incident, Occurrence, TimelineEntry } from '../domain/incident.ts';
import type { IncidentStatus, Phase } from '../domain/phases.ts';
import type { JournalEntry } from '../domain/ports/fix-provider.ts';
import type { KnowledgeHit } from '../domain/ports/knowledge.ts';
import type { Reproduction } from '../domain/ports/prover.ts';
import type { TraceContext } from '../domain/ports/tracing.ts';
import type { Attachment, ServiceRecord } from '../domain/service.ts';
import type { ServiceDefinition, Severity } from '../domain/service-definition.ts';
import type { PageStore } from './page/page-store.ts';

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

/** What a person said about the fix that waits. */
export interface Decision {
  approved: boolean;
  by: string;
  /** May be empty for an approval. */
  reason: string;
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

/** The conversation that a provider has in one round. */
export interface ConversationKey {
  incidentId: string;
  healRun: number;
  attempt: number;
  provider: string;
}

/** A conversation as the pages show it. */
export interface Conversation {
  healRun: number;
  attempt: number;
  provider: string;
  /** Answers of the model so far. */
  turns: number;
  /** Time spent in it, proofs and demanded waits included. */
  seconds: number;
  usage: Usage;
  transcript: (JournalEntry & { at: string })[];
}

/** A proof that a provider ran in its own loop. */
export interface ProofKey {
  incidentId: string;
  healRun: number;
  commit: string;
  candidateId: string;
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
  /** Reads the `suture.yaml` of a service that was attached. */
  | { kind: 'read_definition'; service: string }
  | { kind: 'signal'; workflowId: string; signal: string; payload: unknown }
  /** A person takes a fix back that held. */
  | { kind: 'start_roll_back'; incidentId: string; by: string; reason: string }
  /** Taken once for its id, however often it is handed over; what the workflow refuses is dropped. */
  | { kind: 'update'; workflowId: string; update: string; updateId: string; payload: unknown };

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
export interface Store extends PageStore {
  /**
   * Groups a failing request into the open incident of its fault, or opens one together with the outbox row that
   * starts its workflow. `known`: this key was counted before. The database decides which, whatever arrives at the same time.
   */
  recordOccurrence(
    occurrence: Occurrence,
  ): Promise<{ incidentId: string; opened: boolean; known: boolean; affectedRequests: number }>;

  /**
   * As {@link recordOccurrence}, once for each event id, for log lines that may be delivered late and again: the id
   * and the occurrence are one transaction. A line from before an incident's end joins that incident rather than
   * opening another; one from before the last reset counts nowhere.
   */
  ingestOccurrence(
    eventId: string,
    occurrence: Occurrence & { at: Date },
  ): Promise<{ outcome: 'recorded' | 'duplicate' | 'before_reset'; incidentId: string | null }>;
  /** Forgets event ids that were seen more than so many days ago; returns how many. */
  forgetIngested(days: number): Promise<number>;

  listIncidents(limit?: number): Promise<{ incidents: Incident[]; counts: Record<IncidentStatus, number> }>;
  getIncident(incidentId: string): Promise<Incident | null>;
  /**
   * What tells an incident or a reset from one of the same id in another database, for keys that leave this one; null
   * for those from before there was such a thing. `unknown_incident`.
   */
  nonceOf(id: string): Promise<string | null>;
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

  /**
   * Hands a person's word to the heal that waits for it; the first word of a round counts.
   * `not_awaiting_approval`, `already_decided`.
   */
  decideFix(incidentId: string, decision: Decision): Promise<{ workflowId: string }>;

  /**
   * Hands a person's wish to take the fix of a resolved incident back to a workflow of its own, once a heal run.
   * `not_resolved`, `already_decided`.
   */
  requestRollBack(incidentId: string, by: string, reason: string): Promise<{ workflowId: string }>;

  /**
   * Takes the right to send a notification; to be followed by `notificationSent` or `notificationFailed`. `taken`:
   * nobody has sent it. `unsure`: somebody began, and nobody knows whether it arrived. `sent`: it arrived.
   */
  claimNotification(incidentId: string, key: string, channel: string): Promise<'taken' | 'unsure' | 'sent'>;
  notificationSent(key: string, channel: string): Promise<void>;
  /** It certainly did not arrive, so it may be sent again. */
  notificationFailed(key: string, channel: string): Promise<void>;

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

  /** Adds an entry to a conversation. Errors: `conversation_taken` (retryable) when the position is written already. */
  appendToConversation(key: ConversationKey, position: number, entry: JournalEntry): Promise<void>;
  /** The entries of one conversation, oldest first. */
  getConversation(key: ConversationKey): Promise<JournalEntry[]>;
  /** All conversations of an incident, oldest first. */
  getConversations(incidentId: string): Promise<Conversation[]>;
  saveProof(key: ProofKey, verdict: Verdict): Promise<void>;
  getProof(key: ProofKey): Promise<Verdict | null>;

  /** Remembers a commit that Suture pushed, so that callbacks about it can be told from callbacks about nothing. */
  recordPush(push: {
    commit: string;
    kind: 'fix' | 'revert' | 'reset';
    incidentId: string | null;
    attempt: number | null;
    resetId: string | null;
  }): Promise<void>;
  isKnownCommit(commit: string): Promise<boolean>;
  /** Workflow ids that a callback for these incidents of a service concerns: heals in `deploying` or later, rollbacks, and a running reset. */
  workflowsAwaitingRollout(service: string, incidents: string[]): Promise<string[]>;

  attachService(attachment: Attachment, key: string | null): Promise<ServiceRecord>;
  listServices(): Promise<ServiceRecord[]>;
  getService(name: string): Promise<ServiceRecord | null>;
  serviceOfKey(key: string): Promise<ServiceRecord | null>;
  saveDefinition(
    name: string,
    commit: string | null,
    definition: ServiceDefinition | null,
    problem: string | null,
  ): Promise<void>;
  detachService(name: string): Promise<boolean>;

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

  /** False when the key was used before: the same key again does nothing. */
  enqueue(message: OutboxMessage, dedupeKey: string): Promise<boolean>;
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
