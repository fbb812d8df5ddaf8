import type { Evidence } from '../evidence.ts';
import type { Attempt, Candidate, FileEdit, Proposal, Verdict } from '../fix.ts';
import type { KnowledgeHit } from './knowledge.ts';

export interface FixRequest {
  evidence: Evidence;
  /** The allowed files at `evidence.commit`; nothing else may be read or changed. */
  files: FileEdit[];
  knowledge: KnowledgeHit[];
  /** Earlier rounds, oldest first, with every verdict. */
  attempts: Attempt[];
  /** At most this many candidates. */
  candidates: number;
  /** Tokens that are left; 0 means: ask no model. */
  tokens: number;
}

export interface FixContext {
  signal: AbortSignal;
  /** Called every few seconds of a long search, so that a dead worker is noticed. */
  heartbeat(detail: string): void;
  /** Puts a candidate to the proof and says why it failed, for a provider that works in a loop. */
  prove(candidate: Candidate): Promise<Verdict>;
}

/** Proposes fixes; what it proposes is worth nothing until it is proven. */
export interface FixProvider {
  readonly name: string;
  propose(request: FixRequest, context: FixContext): Promise<Proposal>;
}
