import { z } from 'zod';

const policy = z.object({
  /**
   * When a person must approve the proven fix before it is pushed: `true` for every fix, `model` for those that a model
   * made, `false` for none. A fix that can do more than the code before always needs a person.
   */
  approval: z.union([z.boolean(), z.literal('model')]),
  /** Rounds of proposing and proving; each gets what failed before. */
  attempts: z.number().int().min(1).max(20),
  /** Candidates that one round may prove. */
  candidates: z.number().int().min(1).max(500),
  /** Tokens that all rounds together may use, cached ones included; 0 asks no model. */
  tokens: z.number().int().min(0),
  /** Answers of a model that all rounds together may ask for. */
  modelTurns: z.number().int().min(0),
  /** Seconds that all rounds together may spend in conversation with a model, proofs and demanded waits included. */
  modelSeconds: z.number().int().min(0),
  /** US dollars that all rounds together may pay a model. */
  modelUsd: z.number().min(0),
  /** How long the fault is left alone after a heal, in seconds. */
  cooldownSeconds: z.number().int().min(0),
  /** How long it may take until a fix is live, in seconds. */
  deploySeconds: z.number().int().positive(),
  /** Successful probes against production before the incident counts as resolved; only where probes are allowed there. */
  verificationRuns: z.number().int().positive(),
  /** How long production is watched for the failure where no probe may be sent to it, in seconds. */
  watchSeconds: z.number().int().min(0).max(86_400),
  /** Commits that one heal may put on the branch, the rollbacks of its fixes included. */
  commits: z.number().int().min(2).max(40),
  /** The rung of the proof, 1 to 5, from which `deliver: push` pushes; a fix whose proof reaches less far goes before a person. */
  pushFrom: z.number().int().min(1).max(5),
});
/** What a `suture.yaml` says of a policy. Without defaults: they would hide the policy of the service in a fault's. */
export const PolicyChanges = policy.partial().default({});

const { shape } = policy;
export const FaultPolicy = z.object({
  approval: shape.approval.default('model'),
  attempts: shape.attempts.default(3),
  candidates: shape.candidates.default(40),
  tokens: shape.tokens.default(200_000),
  modelTurns: shape.modelTurns.default(24),
  modelSeconds: shape.modelSeconds.default(1_800),
  modelUsd: shape.modelUsd.default(1),
  cooldownSeconds: shape.cooldownSeconds.default(300),
  deploySeconds: shape.deploySeconds.default(600),
  verificationRuns: shape.verificationRuns.default(3),
  watchSeconds: shape.watchSeconds.default(60),
  commits: shape.commits.default(4),
  pushFrom: shape.pushFrom.default(5),
});
export type FaultPolicy = z.infer<typeof FaultPolicy>;
