import type { z } from 'zod';

/** For one request, in milliseconds; the local router may hold it while no release is up. */
const ASK_TIMEOUT_MS = 5_000;

/** The JSON that a URL answers; null without an answer of this shape within the time. */
export async function ask<T>(url: URL, shape: z.ZodType<T>): Promise<T | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
    const parsed = shape.safeParse(await response.json());
    return response.ok && parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
