import { z } from 'zod';

export const ClaudeSettings = z
  .object({
    ANTHROPIC_API_KEY: z
      .string()
      .optional()
      .describe('Key of the Claude API, for the fix provider `claude`.'),
    ANTHROPIC_MODEL: z
      .string()
      .default('claude-sonnet-5-5')
      .describe('Model that the fix provider `claude` asks.'),
    ANTHROPIC_BASE_URL: z
      .url()
      .default('https://api.anthropic.com')
      .describe('Address of the Claude API, or of a gateway that speaks the Messages API.'),
  })
  .meta({ title: 'Claude' });
export type ClaudeSettings = z.infer<typeof ClaudeSettings>;
