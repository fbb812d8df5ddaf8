import { z } from 'zod';
import { webAddress } from '../../domain/settings.ts';

/** What the local CI/CD reads about the service that it delivers, besides the shared settings. */
export const DeliverySettings = z
  .object({
    DELIVERED_SERVICE: z.string().describe('Name of the service that this local CI/CD delivers.'),
    DELIVERED_REPOSITORY: z.string().describe('The bare repository on disk that holds its source.'),
    DELIVERED_BRANCH: z.string().default('main').describe('The branch that is delivered.'),
    DELIVERY_URL: webAddress
      .default('http://127.0.0.1:8001')
      .describe("Address of the local CI/CD's own pages."),
  })
  .meta({ title: 'The local CI/CD' });

/** Variables with this prefix are offered to releases, without it. */
export const RELEASE_PREFIX = 'RELEASE_';

type Environment = Record<string, string | undefined>;

/** What the operator hands to releases: the variables with the prefix, without it. */
export function offeredVariables(environment: Environment): Record<string, string> {
  const offered: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value && name.startsWith(RELEASE_PREFIX)) offered[name.slice(RELEASE_PREFIX.length)] = value;
  }
  return offered;
}
