import type { ServiceDefinition } from '../domain/service-definition.ts';

/**
 * The environment of a service's own commands in the sandbox: what its definition names, and nothing of Suture's.
 * @param databaseUrl where its database is; null for a service or a command without one
 */
export function programEnvironment(
  { environment, database }: ServiceDefinition,
  databaseUrl: string | null,
): Record<string, string> {
  return {
    // The sandbox has no home, and npm needs one.
    HOME: '/tmp',
    ...environment,
    ...(database && databaseUrl ? { [database.variable]: databaseUrl } : {}),
  };
}
