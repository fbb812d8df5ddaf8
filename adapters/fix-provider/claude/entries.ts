import { z } from 'zod';
import { Candidate, Usage, Verdict } from '../../../domain/fix.ts';
import type { TranscriptEntry } from '../../../domain/ports/fix-provider.ts';

/** A block of a message, sent back as it came: thinking is signed, and the prompt cache goes by the letter. */
const Block = z.looseObject({ type: z.string() });

/** The start: the first message, and which model; a conversation never changes its model. */
const Opening = z.object({ model: z.string(), fence: z.string(), system: z.string(), text: z.string() });

const Answer = z.object({
  stopReason: z.string(),
  /** The category of a refusal, when the API gives one. */
  stopDetails: z.string().nullable(),
  maxTokens: z.number(),
  blocks: z.array(Block),
});
export type Answer = z.infer<typeof Answer>;

/** What one use of a tool gave. */
const ToolResult = z.object({
  toolUseId: z.string(),
  tool: z.string(),
  text: z.string(),
  isError: z.boolean(),
  /** Set by a proposal that was accepted. */
  candidate: Candidate.optional(),
  /** Why the fault happens, as the proposal sees it. */
  cause: z.string().optional(),
  /** Set by a proof that was run. */
  proof: z.object({ candidateId: z.string(), verdict: Verdict }).optional(),
});
export type ToolResult = z.infer<typeof ToolResult>;

const Results = z.object({ results: z.array(ToolResult) });

/** A call that failed and is made again later. */
const Trouble = z.object({ type: z.string(), message: z.string(), retryAfterMs: z.number() });

/** How it ended. */
const End = z.object({
  reason: z.enum(['proven', 'done', 'declined', 'cut', 'limit']),
  detail: z.string(),
});
export type End = z.infer<typeof End>;

const cost = { usage: Usage.nullable(), ms: z.number() };

/** An entry of the transcript; the boundary at which an interrupted conversation comes in again. */
export const Entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opening'), content: Opening, ...cost }),
  z.object({ kind: z.literal('answer'), content: Answer, ...cost }),
  z.object({ kind: z.literal('results'), content: Results, ...cost }),
  z.object({ kind: z.literal('trouble'), content: Trouble, ...cost }),
  z.object({ kind: z.literal('end'), content: End, ...cost }),
]);
export type Entry = z.infer<typeof Entry> & TranscriptEntry;
