import type { BackboardClient } from 'backboard-sdk';
import { z } from 'zod';
import { backboardError, toBackboardError } from './errors.ts';

export interface BackboardAccess {
  apiKey: string;
  /** Such as `https://app.backboard.io/api`. */
  baseUrl: string;
  /** How long one call may take, in milliseconds. */
  timeoutMs: number;
}

/** One memory of an assistant: a text that is found by its meaning, and what we note beside it. */
export const Memory = z.object({
  id: z.string(),
  content: z.string(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});
export type Memory = z.infer<typeof Memory>;

const Listed = z.object({ memories: z.array(Memory) });
const Found = z.object({ memories: z.array(z.object({ id: z.string(), score: z.number().nullish() })) });

export type Backboard = ReturnType<typeof openBackboard>;

/**
 * Backboard by its SDK, which is loaded when first asked.
 * Errors: `knowledge_unavailable` (retryable), `knowledge_refused`, `knowledge_failed`.
 */
export function openBackboard({ apiKey, baseUrl, timeoutMs }: BackboardAccess) {
  let opening: Promise<BackboardClient> | null = null;

  async function open(): Promise<BackboardClient> {
    const sdk = await import('backboard-sdk');
    return new sdk.BackboardClient({ apiKey, baseUrl, timeout: timeoutMs });
  }

  /** The SDK's own time limit has no effect with the fetch that it uses, so a call that hangs is given up here. */
  async function ask<T>(question: (client: BackboardClient) => Promise<T>): Promise<T> {
    opening ??= open();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new Error(`no answer within ${timeoutMs / 1_000} s`);
      timer = setTimeout(() => reject(error), timeoutMs);
    });
    try {
      return await Promise.race([question(await opening), late]);
    } catch (error) {
      throw toBackboardError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    ask,

    memories: (assistant: string) =>
      ask(async (client) => Listed.parse(await client.getMemories(assistant)).memories),

    /**
     * Ids of the memories whose meaning is nearest, best first, with a score from 0 to 1. The API has this call, its SDK
     * for JavaScript does not: there a model would have to be paid for an answer that is not used.
     */
    async search(assistant: string, query: string, limit: number): Promise<{ id: string; score: number }[]> {
      try {
        const url = `${baseUrl.replace(/\/$/, '')}/assistants/${encodeURIComponent(assistant)}/memories/search`;
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json' },
          body: JSON.stringify({ query, limit }),
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (!response.ok) throw backboardError(response.status, await reasonOf(response));
        const { memories } = Found.parse(await response.json());
        return memories.map(({ id, score }, rank) => ({ id, score: score ?? 1 / (rank + 2) }));
      } catch (error) {
        throw toBackboardError(error);
      }
    },
  };
}

/** Errors come as `{detail}`, a sentence or a list of fields. */
async function reasonOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => null);
  return body && typeof body === 'object' && 'detail' in body ? body.detail : response.statusText;
}
