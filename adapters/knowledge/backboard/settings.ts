import { z } from 'zod';

export const BackboardSettings = z
  .object({
    BACKBOARD_API_KEY: z.string().optional().describe('Key of the Backboard API. For `KNOWLEDGE=backboard`.'),
    BACKBOARD_BASE_URL: z
      .url()
      .default('https://app.backboard.io/api')
      .describe('Address of the Backboard API.'),
    BACKBOARD_ASSISTANT_ID: z
      .string()
      .optional()
      .describe(
        'The assistant whose memories hold the knowledge, one for each environment. Absent: the one named `Suture`, made on first use.',
      ),
  })
  .meta({ title: 'Backboard' });
export type BackboardSettings = z.infer<typeof BackboardSettings>;
