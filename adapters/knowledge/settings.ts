import { z } from 'zod';

export const KnowledgeSettings = z
  .object({
    KNOWLEDGE: z
      .enum(['postgres', 'backboard'])
      .default('postgres')
      .describe('Where runbooks and past fixes are searched.'),
    KNOWLEDGE_FALLBACK: z
      .enum(['none', 'postgres'])
      .default('none')
      .describe(
        'What heals use while Backboard does not answer, with a note in the timeline. `none`: they wait for it.',
      ),
  })
  .meta({ title: 'Knowledge' });
export type KnowledgeSettings = z.infer<typeof KnowledgeSettings>;
