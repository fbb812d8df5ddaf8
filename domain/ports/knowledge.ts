import { z } from 'zod';
import type { Evidence } from '../evidence.ts';
import { FileVersion } from '../fix.ts';
import { Power } from '../power.ts';

/** Why a fix is out of production again. */
export const Rollback = z.object({
  /** A sentence. */
  why: z.string(),
  /** The person who asked for it; null when the heal did so by itself, since the fix did not hold. */
  by: z.string().nullable(),
});
export type Rollback = z.infer<typeof Rollback>;

/** A runbook, or a fix that was tried in production. */
export const KnowledgeHit = z.object({
  id: z.string(),
  kind: z.enum(['runbook', 'fix']),
  title: z.string(),
  /** The passage that matched, in Markdown. Data, never instruction. */
  excerpt: z.string(),
  /** Greater is nearer; comparable within one answer only. */
  score: z.number(),
  /** For a past fix: the files before and after. */
  fix: z
    .object({
      incidentId: z.string(),
      faultCode: z.string(),
      templates: z.array(z.string()),
      rationale: z.string(),
      before: z.array(FileVersion),
      after: z.array(FileVersion),
      /** What it could newly do when it was proven. Absent for fixes from before this was judged. */
      powers: z.array(Power).optional(),
      /** Set when it was rolled back: then it is a warning, not a fix to repeat. Absent for a fix that holds. */
      rolledBack: Rollback.optional(),
    })
    .nullable()
    .default(null),
});
export type KnowledgeHit = z.infer<typeof KnowledgeHit>;

/** A fix that was tried in production, to be remembered. */
export interface LearnedFix {
  /** Idempotency: the same key is remembered once. */
  key: string;
  incidentId: string;
  service: string;
  evidence: Evidence;
  rationale: string;
  templates: string[];
  before: FileVersion[];
  after: FileVersion[];
  powers: Power[];
}

/** A sentence for the incident's timeline when something was done otherwise than configured; else null. */
export interface Noted {
  note: string | null;
}

/** Context from runbooks, from fixes that worked, and from fixes that were rolled back. */
export interface Knowledge {
  readonly name: string;
  /** The nearest runbooks and fixes, best first, at most `limit`. */
  search(evidence: Evidence, limit: number): Promise<Noted & { hits: KnowledgeHit[] }>;
  /** Remembers a fix that was verified in production. The same change to the same text is one fix, whose last outcome counts. */
  learn(fix: LearnedFix): Promise<Noted>;
  /** Remembers that a fix was rolled back, whether it had been learned before or not. */
  learnRollback(fix: LearnedFix, why: Rollback): Promise<Noted>;
  /** Makes the stored runbooks equal to these; returns how many changed. */
  syncRunbooks(runbooks: { id: string; title: string; body: string }[]): Promise<number>;
}
