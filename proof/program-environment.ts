import type { CompleteDefinition } from '../domain/detection/complete-definition.ts';
import { madeUpSecret } from './made-up-secret.ts';

/** Where the launcher and the relay take connections to the scratch Redis. */
const REDIS_URL = 'redis://127.0.0.1:6379';

/**
 * The environment of a service's own commands in the sandbox: what its definition names, and nothing of Suture's. Its secrets
 * are made up, the same in each run.
 * @param databaseUrl where its database is; null for a service or a command without one
 */
export function programEnvironment(
  { name: service, environment, database, redis }: CompleteDefinition,
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
    ...(redis ? { [redis.variable]: REDIS_URL } : {}),
    ...(database && databaseUrl ? { [database.variable]: databaseUrl } : {}),
  };
}
