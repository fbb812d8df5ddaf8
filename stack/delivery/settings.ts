import { resolve } from 'node:path';
import { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';

/** What the local CI/CD is told about the service that it delivers, besides the settings that all programs share. */
export const DeliverySettings = z.object({
  DELIVERED_SERVICE: z.string().describe('Name of the service that this local CI/CD delivers.'),
  DELIVERED_REPOSITORY: z
    .string()
    .transform((path) => resolve(path))
    .describe('The bare repository on disk that holds its source.'),
  DELIVERED_BRANCH: z.string().default('main').describe('The branch that is delivered.'),
  DELIVERY_URL: z
    .url({ protocol: /^https?$/, error: 'must be like http://127.0.0.1:8001' })
    .default('http://127.0.0.1:8001')
    .describe("Address of the local CI/CD's own pages."),
});
export type DeliverySettings = z.infer<typeof DeliverySettings>;

/** Variables with this prefix are offered to releases, without it. */
export const RELEASE_PREFIX = 'RELEASE_';

type Environment = Record<string, string | undefined>;

/** @throws SutureError `invalid_settings`: a line for each variable that is wrong */
export function readDeliverySettings(environment: Environment): DeliverySettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = DeliverySettings.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return `${name}: ${issue.message}. ${(DeliverySettings.shape as Record<string, z.ZodType>)[name]?.description ?? ''}`;
  });
  throw new SutureError('invalid_settings', `The configuration is not valid:\n  ${lines.join('\n  ')}`);
}

/** What the operator hands to releases: the variables with the prefix, without it. */
export function offeredVariables(environment: Environment): Record<string, string> {
  const offered: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value && name.startsWith(RELEASE_PREFIX)) offered[name.slice(RELEASE_PREFIX.length)] = value;
  }
  return offered;
}
