import { z } from '@hono/zod-openapi';

/** Whether the app takes requests. */
export const Up = z.object({ status: z.enum(['ok', 'stopping']) });

/** The commit of the running release. */
export const Build = z.object({ build_sha: z.string() });
