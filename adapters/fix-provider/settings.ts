import { z } from 'zod';

export const FixProviderSettings = z
  .object({
    FIX_PROVIDERS: z
      .string()
      .default('memory,repair')
      .transform((text) =>
        text
          .split(',')
          .map((name) => name.trim())
          .filter(Boolean),
      )
      .pipe(z.array(z.enum(['memory', 'repair', 'claude'])).min(1))
      .describe(
        'Fix providers, asked in this order: `memory` (past fixes that held), `repair` (the repair engine), `claude` (needs `ANTHROPIC_API_KEY`).',
      ),
  })
  .meta({ title: 'Fix providers' });
export type FixProviderSettings = z.infer<typeof FixProviderSettings>;
