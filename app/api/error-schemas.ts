import { z } from '@hono/zod-openapi';

/** The one shape of an error: `code` is stable and meant for programs, `message` is for a person. */
export const ErrorAnswer = z
  .object({ error: z.object({ code: z.string(), message: z.string() }) })
  .openapi('Error');
export type ErrorAnswer = z.infer<typeof ErrorAnswer>;
