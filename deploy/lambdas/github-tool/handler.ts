import type { z } from 'zod';
import {
  OPERATIONS,
  type ToolAnswer,
  type ToolError,
  ToolRequest,
} from '../../../adapters/code-host/lambda/messages.ts';
import type { RemoteOperations } from '../../../adapters/code-host/operations.ts';
import { SutureError } from '../../../domain/errors.ts';

/**
 * Runs one operation of the GitHub adapter for an event of Lambda. An error of the adapter is an answer, so the caller gets the
 * same error; Lambda reports any other error as a crash.
 */
export function createHandler(operations: RemoteOperations) {
  return async (event: unknown): Promise<ToolAnswer> => {
    try {
      const { operation, input } = checked(ToolRequest, event, 'event');
      const given = checked<unknown[]>(OPERATIONS[operation].input, input, `input of ${operation}`);
      const run = operations[operation] as (...given: unknown[]) => Promise<unknown>;
      return { ok: true, output: (await run(...given)) ?? null };
    } catch (error) {
      if (error instanceof SutureError) return { ok: false, error: toolError(error) };
      throw error;
    }
  };
}

function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new SutureError(
    'bad_request',
    `The ${what} is not what the function expects; deploy worker and function from the same commit. ${result.error.message}`,
  );
}

function toolError({ type, message, retryable, retryAfterMs, benign, details }: SutureError): ToolError {
  return { type, message, retryable, retryAfterMs, benign, details };
}
