import type { Evidence } from '../evidence.ts';
import type { Attempt, Candidate, FileVersion, Proposal, Usage, Verdict } from '../fix.ts';
import type { KnowledgeHit } from './knowledge.ts';
import type { Screen } from './screen.ts';

/** What is left of a heal's means for asking models; a fault's policy says how much there is. */
export interface ModelBudget {
  /** Tokens, cached ones included; 0 means: ask no model. */
  tokens: number;
  /** Answers of a model. */
  turns: number;
  /** Time in conversations with models, proofs and demanded waits included. */
  seconds: number;
  /** US dollars. */
  usd: number;
}

export interface FixRequest extends ModelBudget {
  evidence: Evidence;
  /** The allowed files at `evidence.commit`; nothing else may be read or changed. */
  files: FileVersion[];
  knowledge: KnowledgeHit[];
  /** Earlier rounds, oldest first, with every verdict. */
  attempts: Attempt[];
  /** At most this many candidates. */
  candidates: number;
  /** What the policy gives a heal in all; what is left of it is in the request itself. */
  policy: ModelBudget;
}

/** One thing that happened in a provider's work, kept so that a repeated step does not pay for it again. */
export interface TranscriptEntry {
  /** In the provider's own words; `answer` is an answer of a model. */
  kind: string;
  /** JSON. */
  content: Record<string, unknown>;
  /** What it cost; null when nothing was asked. */
  usage: Usage | null;
  /** How long it took; counts toward the limit of time. */
  ms: number;
}

/** A provider's durable record of one round. */
export interface Transcript {
  /** Oldest first. */
  load(): Promise<TranscriptEntry[]>;
  /**
   * @param position how many entries there are before this one
   * @throws SutureError `conversation_taken` (retryable) when another worker has written this position
   */
  append(position: number, entry: TranscriptEntry): Promise<void>;
}

export interface FixContext {
  signal: AbortSignal;
  /** Called every few seconds of a long search, so that a dead worker is noticed. */
  heartbeat(detail: string): void;
  /** Waits for others, such as a model, while the place in the sandbox is free for other heals. */
  aside<T>(wait: () => Promise<T>): Promise<T>;
  /** Puts a candidate to the proof and says why it failed, for a provider that works in a loop. Each once a heal. */
  prove(candidate: Candidate): Promise<Verdict>;
  /**
   * Opens the screen of the fault, to be closed by who asked. Null where changes can only be judged by a proof: the probe is
   * a request, or its command cannot run in one process. Absent where there is no prover.
   */
  screen?(): Promise<Screen | null>;
  /** The record of this round of a provider, by its name. */
  transcript(provider: string): Transcript;
}

/** Proposes fixes; what it proposes is worth nothing until it is proven. */
export interface FixProvider {
  readonly name: string;
  /** True when asking it costs money; a chain then asks it only when there is nothing cheaper left to try. */
  readonly paid?: boolean;
  propose(request: FixRequest, context: FixContext): Promise<Proposal>;
  /**
   * What it would propose first, by what production reported alone, while the fault is still replayed. Costs no money. Null:
   * it cannot know yet. Absent in providers that never can.
   */
  guess?(known: Pick<FixRequest, 'evidence' | 'files'>): Promise<Candidate | null>;
}
