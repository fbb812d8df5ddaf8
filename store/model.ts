import type { DiscoveredFault } from '../domain/discovered.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Proposal, RootCause, Usage, Verdict } from '../domain/fix.ts';
import type { Incident, TimelineEntry } from '../domain/incident.ts';
import type { Phase } from '../domain/phases.ts';
import type { TranscriptEntry } from '../domain/ports/fix-provider.ts';
import type { KnowledgeHit } from '../domain/ports/knowledge.ts';
import type { Reproduction } from '../domain/ports/prover.ts';
import type { TraceContext } from '../domain/ports/tracing.ts';
import type { Severity } from '../domain/service-definition.ts';

/** A step that is written once: the key is made from the workflow run and the step, so a repetition changes nothing. */
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

/** What a person decided about the fix that waits. */
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
  transcript: (TranscriptEntry & { at: string })[];
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
  /** What is known of a fault that no definition declares; null: the service declares it. */
  discovered: DiscoveredFault | null;
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
  /** A resolved fault fails again: on a release that contains its fix? `release`: null where it is not reported. */
  | { kind: 'judge_return'; incidentId: string; healRun: number; release: string | null }
  | { kind: 'signal'; workflowId: string; signal: string; payload: unknown }
  /** A person stops a heal; dropped when it has ended. */
  | { kind: 'cancel'; workflowId: string }
  /** A person rolls back a fix that held. */
  | { kind: 'start_roll_back'; incidentId: string; by: string; reason: string }
  /** Accepted once for its id, also when it is delivered again; what the workflow rejects is dropped. */
  | { kind: 'update'; workflowId: string; update: string; updateId: string; payload: unknown };

export interface OutboxRow {
  id: number;
  message: OutboxMessage;
  tries: number;
  /** The trace that its delivery continues; null without tracing. */
  trace: TraceContext | null;
}

/** A number that is counted over all time; no restart and no reset lowers it. */
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
