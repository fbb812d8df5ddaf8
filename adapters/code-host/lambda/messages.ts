import { z } from 'zod';
import { type ErrorType, isErrorType } from '../../../domain/error-types.ts';
import { FileVersion } from '../../../domain/fix.ts';
import { CommitSha } from '../../../domain/pipeline.ts';
import type { RemoteOperations } from '../operations.ts';

const Branch = z.string().min(1);
const Key = z.string().min(1);
const ReviewNumber = z.number().int().positive();
const Review = z.object({ number: ReviewNumber, url: z.string(), branch: z.string() });
const Commit = z.object({
  sha: CommitSha,
  subject: z.string(),
  trailers: z.record(z.string(), z.string()),
});
const PushRequest = z.object({
  branch: Branch,
  parent: CommitSha,
  edits: z.array(FileVersion),
  message: z.string(),
  idempotencyKey: Key,
  review: z.object({ title: z.string(), body: z.string(), updates: Review.optional() }).optional(),
});
const RevertRequest = z.object({
  branch: Branch,
  commit: z.string(),
  message: z.string(),
  idempotencyKey: Key,
});
const ReviewState = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('pending'),
    changes: z.object({ by: z.string(), reason: z.string() }).optional(),
  }),
  z.object({
    state: z.literal('merged'),
    commit: CommitSha,
    // A function of an older release does not say.
    head: CommitSha.nullable().default(null),
    by: z.string().nullable(),
  }),
  z.object({ state: z.literal('closed'), by: z.string().nullable(), reason: z.string() }),
]);
const TreeFile = z.object({ path: z.string(), mode: z.string(), sha: z.string() });

/** What goes in and comes out of each operation: the arguments in their order, and the answer, both as JSON. */
export const OPERATIONS = {
  head: { input: z.tuple([Branch]), output: CommitSha },
  readFiles: { input: z.tuple([z.string(), z.array(z.string())]), output: z.record(z.string(), z.string()) },
  push: {
    input: z.tuple([PushRequest]),
    output: z.object({ commit: CommitSha, created: z.boolean(), review: Review.nullable() }),
  },
  findByKey: { input: z.tuple([Branch, Key]), output: Commit.nullable() },
  revert: {
    input: z.tuple([RevertRequest]),
    output: z.object({ commit: CommitSha, created: z.boolean() }),
  },
  review: { input: z.tuple([ReviewNumber]), output: ReviewState },
  withdraw: { input: z.tuple([ReviewNumber, z.string()]), output: z.null() },
  contains: { input: z.tuple([z.string(), z.string()]), output: z.boolean() },
  archive: { input: z.tuple([z.string()]), output: z.object({ url: z.string() }) },
  listing: { input: z.tuple([z.string()]), output: z.array(TreeFile) },
  blob: { input: z.tuple([z.string()]), output: z.string() },
} satisfies Record<keyof RemoteOperations, { input: z.ZodType<unknown[]>; output: z.ZodType }>;

export type OperationName = keyof typeof OPERATIONS;
export const OperationName = z.enum(Object.keys(OPERATIONS) as [OperationName, ...OperationName[]]);

/** The event that the function is invoked with. */
export const ToolRequest = z.object({ operation: OperationName, input: z.array(z.unknown()) });
export type ToolRequest = z.infer<typeof ToolRequest>;

/** One of our errors as JSON. */
export const ToolError = z.object({
  type: z.custom<ErrorType>((value) => typeof value === 'string' && isErrorType(value)),
  message: z.string(),
  retryable: z.boolean(),
  retryAfterMs: z.number().nonnegative().nullable(),
  benign: z.boolean(),
  details: z.record(z.string(), z.unknown()),
});
export type ToolError = z.infer<typeof ToolError>;

/** What the function answers. An error that it expects is an answer; only a crash is a failure of the function. */
export const ToolAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), output: z.unknown() }),
  z.object({ ok: z.literal(false), error: ToolError }),
]);
export type ToolAnswer = z.infer<typeof ToolAnswer>;
