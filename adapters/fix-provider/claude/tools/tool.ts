import type { z } from 'zod';
import type { Candidate, Trial, Verdict } from '../../../../domain/fix.ts';
import type { FixContext, FixRequest } from '../../../../domain/ports/fix-provider.ts';
import type { Fence } from '../fence.ts';
import type { Redactor } from '../secrets.ts';

/** What a tool works with. */
export interface ToolContext {
  request: FixRequest;
  context: FixContext;
  fence: Fence;
  redactor: Redactor;
  /** Proposals so far, including those of this turn; the first has the number 1. */
  proposals: readonly Candidate[];
  tried: readonly Trial[];
}

/** The result of a tool: the text for the model, and what it adds to the conversation. */
export interface Outcome {
  text: string;
  isError?: boolean;
  candidate?: Candidate;
  /** Why the fault happens, as the proposal sees it. */
  cause?: string;
  proof?: { candidateId: string; verdict: Verdict };
}

export interface Tool<Input = unknown> {
  name: string;
  description: string;
  input: z.ZodType<Input>;
  use(input: Input, context: ToolContext): Promise<Outcome>;
}

/** A result that explains a mistake to the model. */
export function mistake(text: string): Outcome {
  return { text, isError: true };
}

/** The only lookup of a file: the path must equal the path of an allowed file. */
export function findFile({ request }: ToolContext, path: string) {
  return request.files.find((file) => file.path === path) ?? null;
}

export function notAllowed({ request }: ToolContext, path: string): string {
  const allowed = request.files.map((file) => file.path).join(', ');
  return `${JSON.stringify(path.slice(0, 200))} is not one of the files that may be read and changed. They are: ${allowed}`;
}
