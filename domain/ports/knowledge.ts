import { z } from 'zod';
import type { Evidence } from '../evidence.ts';
import { FileEdit } from '../fix.ts';

/** A runbook, or a fix that held in production. */
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
      before: z.array(FileEdit),
      after: z.array(FileEdit),
    })
    .nullable()
    .default(null),
});
export type KnowledgeHit = z.infer<typeof KnowledgeHit>;

/** A fix that was verified in production, to be remembered. */
export interface LearnedFix {
  /** Idempotency: the same key is learned once. */
  key: string;
  incidentId: string;
  service: string;
  evidence: Evidence;
  rationale: string;
  templates: string[];
  before: FileEdit[];
  after: FileEdit[];
}

/** A sentence for the incident's timeline when something was done otherwise than configured; else null. */
export interface Noted {
  note: string | null;
}

/** Context from runbooks and from fixes that worked. */
export interface Knowledge {
  readonly name: string;
  /** The nearest runbooks and fixes, best first, at most `limit`. */
  search(evidence: Evidence, limit: number): Promise<Noted & { hits: KnowledgeHit[] }>;
  learn(fix: LearnedFix): Promise<Noted>;
  /** Makes the stored runbooks equal to these; returns how many changed. */
  syncRunbooks(runbooks: { id: string; title: string; body: string }[]): Promise<number>;
}
