import type { CompleteDefinition } from '../domain/detection/complete-definition.ts';
import { madeUpSecret } from './made-up-secret.ts';

/**
 * The environment of a service's own commands in the sandbox: what its definition names, and nothing of Suture's. Its secrets
 * are made up, the same in each run.
 * @param databaseUrl where its database is; null for a service or a command without one
 */
export function programEnvironment(
  { name: service, environment, database }: CompleteDefinition,
  databaseUrl: string | null,
): Record<string, string> {
  const values = Object.entries(environment).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : madeUpSecret(`${service} ${name}`, value.secret),
  ]);
  return {
    // The sandbox has no home, and npm needs one.
    HOME: '/tmp',
    ...Object.fromEntries(values),
    ...(database && databaseUrl ? { [database.variable]: databaseUrl } : {}),
  };
}
