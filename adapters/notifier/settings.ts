import { z } from 'zod';
import { webAddress } from '../../domain/settings.ts';

export const NotifierSettings = z
  .object({
    NOTIFY_SLACK_URL: webAddress
      .optional()
      .describe("Slack's incoming webhook; gets a message when a person is asked and when an incident ends."),
    NOTIFY_WEBHOOK_URL: webAddress.optional().describe('Gets the same as JSON, signed.'),
    NOTIFY_WEBHOOK_SECRET: z
      .string()
      .optional()
      .describe(
        'Signs the requests to `NOTIFY_WEBHOOK_URL` (Standard Webhooks: base64, with or without `whsec_`).',
      ),
  })
  .meta({ title: 'Notifications' });
export type NotifierSettings = z.infer<typeof NotifierSettings>;
