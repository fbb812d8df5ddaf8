import { plainEnvironment } from '../domain/definition/plain-environment.ts';
import type { CompleteDefinition } from '../domain/detection/complete-definition.ts';

/**
 * The environment of a service's own commands in the sandbox: what its definition names, and nothing of Suture's.
 * @param databaseUrl where its database is; null for a service or a command without one
 */
export function programEnvironment(
  { environment, database }: CompleteDefinition,
  databaseUrl: string | null,
): Record<string, string> {
  return {
    // The sandbox has no home, and npm needs one.
    HOME: '/tmp',
    ...plainEnvironment(environment),
    ...(database && databaseUrl ? { [database.variable]: databaseUrl } : {}),
  };
}
