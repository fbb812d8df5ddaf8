import { z } from '@hono/zod-openapi';

export const SwitchBody = z.object({
  reason: z.string().trim().min(1).max(500).default('asked for by a person'),
});

/** The switch that pauses healing, as the HTTP API shows it. */
export const Healing = z
  .object({
    paused: z.boolean(),
    reason: z.string().nullable(),
    changed_at: z.string(),
    /** When the last reset finished clearing, if ever. */
    reset_at: z.string().nullable(),
  })
  .openapi('Healing');
export type Healing = z.infer<typeof Healing>;
