import { z } from 'zod';
import { Failure, Observations } from './evidence.ts';
import { Power } from './power.ts';

/** The whole new text of one allowed file. */
export const FileVersion = z.object({ path: z.string(), content: z.string() });
export type FileVersion = z.infer<typeof FileVersion>;

/** A fix that is not yet proven. */
export const Candidate = z.object({
  /** Hash of the edits: the same change has the same id, from any provider. */
  id: z.string(),
  /** Who proposed it: `memory`, `repair`, `claude`. */
  provider: z.string(),
  edits: z.array(FileVersion).min(1),
  /** One sentence a reviewer can agree or disagree with. */
  rationale: z.string(),
  /** The repair templates that made it, outermost last; empty for a model. */
  templates: z.array(z.string()).default([]),
  /** 0 to 1; orders candidates, proves nothing. */
  confidence: z.number().min(0).max(1),
  /**
   * Other changes that pass as well and behave in another way, each with an input on which they differ: nothing but a
   * person can decide between them. Values as JavaScript prints them.
   */
  rivals: z
    .array(z.object({ candidateId: z.string(), input: z.string(), here: z.string(), there: z.string() }))
    .optional(),
  /** Why a person decides about this change although it passes, as a sentence. */
  doubt: z.string().optional(),
  /** Powers that the same change had when it was proven before; a past fix never loses them. */
  powers: z.array(Power).optional(),
});
export type Candidate = z.infer<typeof Candidate>;

export const RootCause = z.object({
  source: z.string(),
  confidence_score: z.number().min(0).max(1),
  explanation: z.string(),
});
export type RootCause = z.infer<typeof RootCause>;

/** What models were paid for. */
export const Usage = z.object({
  /** All input, cached or not. */
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** Of the input: read from the prompt cache, and written to it. */
  cacheReadTokens: z.number().int().optional(),
  cacheWriteTokens: z.number().int().optional(),
  /** US dollars. */
  costUsd: z.number(),
});
export type Usage = z.infer<typeof Usage>;

export const ProofStepName = z.enum([
  'files',
  'exports',
  /** What the changed code can do that the code before could not. */
  'powers',
  'types',
  'build',
  'start',
  'probe',
  'side_effects',
  /** Absent where the service's OpenAPI document could not be asked. */
  'openapi',
  /** The service's own; absent where it has none, and where another step refuses. */
  'tests',
]);
export type ProofStepName = z.infer<typeof ProofStepName>;

/** One step of what a proof can know: true when it holds, null when it could not be asked. */
export const Rung = z.object({
  rung: z.number().int(),
  name: z.string(),
  held: z.boolean().nullable(),
  detail: z.string(),
});
export type Rung = z.infer<typeof Rung>;

/** How a rung ended, in words. */
export function rungResult({ held }: Rung): string {
  if (held === null) return 'not asked';
  return held ? 'holds' : 'does not hold';
}

/** A test of the service's own that a change brings along. */
export const AddedTest = z.object({
  /** Null: no test is added. */
  file: FileVersion.nullable(),
  /** What it shows, or why no test is added, without a full stop. */
  detail: z.string(),
});
export type AddedTest = z.infer<typeof AddedTest>;

/** What became of one candidate. */
export const Verdict = z.object({
  candidateId: z.string(),
  proven: z.boolean(),
  steps: z.array(
    z.object({
      name: ProofStepName,
      passed: z.boolean(),
      detail: z.string(),
      durationMs: z.number().nonnegative(),
    }),
  ),
  /** One sentence: why it was refused, or with which confidence it holds. */
  summary: z.string(),
  runs: z.number().int().nonnegative(),
  passedRuns: z.number().int().nonnegative(),
  failures: z.array(Failure),
  observations: Observations,
  /**
   * What the changed code can do that the code before could not, by its syntax and by what the sandbox saw. A fix with
   * powers is never pushed without a person. Absent in verdicts from before this was judged.
   */
  powers: z.array(Power).optional(),
  /** How far the proof reaches; absent in verdicts from before there was a ladder. */
  rungs: z.array(Rung).optional(),
  /** Absent where nobody asks for one: of a declared fault, of a service without tests, and of a fix that is not proven. */
  addedTest: AddedTest.optional(),
  durationMs: z.number().nonnegative(),
  /** Of `durationMs`, the time that it ran beside the reproduction; absent: it began afterwards. */
  besideMs: z.number().nonnegative().optional(),
});
export type Verdict = z.infer<typeof Verdict>;

/** A candidate that was put to the proof. */
export const Trial = z.object({ candidate: Candidate, verdict: Verdict });
export type Trial = z.infer<typeof Trial>;

/** How one provider of a chain did in a round. */
export const ProviderOutcome = z.object({
  provider: z.string(),
  outcome: z.enum(['proposed', 'refused', 'failed']),
  /** One sentence: how many candidates, or why none. A limit that was reached is named. */
  detail: z.string(),
  usage: Usage.nullable().default(null),
});
export type ProviderOutcome = z.infer<typeof ProviderOutcome>;

/** What a provider answers: candidates, best first, or a refusal with its reason. */
export const Proposal = z.object({
  provider: z.string(),
  rootCause: RootCause,
  candidates: z.array(Candidate),
  /** Set when there is nothing (more) to propose. */
  refusal: z.string().nullable().default(null),
  usage: Usage.nullable().default(null),
  /** What a provider that proves in a loop has put to the proof by itself, oldest first. */
  tried: z.array(Trial).optional(),
  /** How each provider that was asked did, in the order in which they were asked. */
  outcomes: z.array(ProviderOutcome).optional(),
});
export type Proposal = z.infer<typeof Proposal>;

/** One round of proposing and proving, as the next round gets it. */
export const Attempt = z.object({
  /** 0: of an earlier run, whose fix was merged and whose failure returned. */
  number: z.number().int().nonnegative(),
  provider: z.string(),
  tried: z.array(Trial),
  /** Set when the fix was proven here but did not hold in production, or a person said no. */
  rejection: z.string().nullable().default(null),
});
export type Attempt = z.infer<typeof Attempt>;
