import type { ServiceDefinition } from '../service-definition.ts';

/** The variables of a definition whose values stand in it. */
export function plainEnvironment(environment: ServiceDefinition['environment']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
