import { z } from 'zod';

export const CooldownSettings = z
  .object({
    COOLDOWNS: z.enum(['redis', 'ssm']).default('redis').describe('Where cooldowns are kept.'),
    SSM_PREFIX: z
      .string()
      .regex(/^(?!\/(aws|ssm))(\/[\w.-]+)+$/i, 'a path such as /suture/production, not below /aws or /ssm')
      .optional()
      .describe(
        'Path of the SSM parameters that are cooldowns, one for each environment. For `COOLDOWNS=ssm`.',
      ),
    AWS_REGION: z
      .string()
      .optional()
      .describe("Region of the AWS services. Absent: the AWS SDK's own sources."),
    AWS_ENDPOINT_URL: z.url().optional().describe('Replaces the addresses of AWS, for a stand-in.'),
  })
  .meta({ title: 'Cooldowns, and AWS' });
export type CooldownSettings = z.infer<typeof CooldownSettings>;
