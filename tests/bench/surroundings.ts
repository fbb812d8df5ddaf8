import type { ServiceDefinition } from '../../domain/service-definition.ts';
import type { TestServers } from '../support/servers.ts';

/** What a benchmark works with. */
export interface Surroundings {
  servers: Pick<TestServers, 'databaseUrl' | 'redisUrl'>;
  service: ServiceDefinition;
  /** Root of the checkout, with the built programs in `dist/`. */
  root: string;
  environment: Record<string, string | undefined>;
  say(line: string): void;
}
