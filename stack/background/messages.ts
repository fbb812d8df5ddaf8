import { z } from 'zod';

/** What the stack in the background reports to the process that started it, until it is up. */
export const Report = z.union([
  z.object({ say: z.string() }),
  z.object({ up: z.literal(true) }),
  /** Why it does not start. */
  z.object({ failed: z.object({ type: z.string(), message: z.string() }) }),
]);
export type Report = z.infer<typeof Report>;
