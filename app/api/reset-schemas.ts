import { z } from '@hono/zod-openapi';

/** How far a reset is. */
export const ResetAnswer = z
  .object({
    deleted: z.int(),
    cooldowns_cleared: z.int(),
    code_reset: z.object({
      status: z.enum(['pending', 'pushed', 'unchanged', 'failed']),
      commit: z.string().nullable(),
    }),
    workflow_id: z.string(),
    reset_id: z.string(),
    /** The last step that is done. */
    status: z.enum(['requested', 'heals_cancelled', 'cleared', 'code_pushed', 'live', 'done', 'failed']),
    error: z.string().nullable(),
  })
  .openapi('Reset');
export type ResetAnswer = z.infer<typeof ResetAnswer>;

/** The same, in the answer to the request; `joined`: a reset was already running. */
export const AskedReset = ResetAnswer.extend({ joined: z.boolean() }).openapi('AskedReset');
