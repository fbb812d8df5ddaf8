import type { z } from 'zod';

/** How long one question may take, in milliseconds; the local router may hold it while no release is up. */
const ASK_TIMEOUT_MS = 5_000;

/** Null when there is no answer of this shape within the time. */
export async function ask<T>(url: URL, shape: z.ZodType<T>): Promise<T | null> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), ASK_TIMEOUT_MS);
  try {
    const response = await fetch(url, { signal: giveUp.signal });
    const parsed = shape.safeParse(await response.json());
    return response.ok && parsed.success ? parsed.data : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
