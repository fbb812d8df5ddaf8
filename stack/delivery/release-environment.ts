import { plainEnvironment } from '../../domain/definition/plain-environment.ts';
import type { CompleteDefinition } from '../../domain/detection/complete-definition.ts';
import { SutureError } from '../../domain/errors.ts';

type Variables = Record<string, string>;

/** What any release may be given, besides what its definition names. */
const ANY_RELEASE = ['NODE_ENV', 'SUTURE_DSN', 'SUTURE_SPOOL', 'ENABLE_FAULT_INJECTION'];

/**
 * The environment of a service's own commands: a closed list, so that no secret of the control plane reaches a release.
 * @param plain PATH, HOME and the like
 * @param given what the operator hands to releases; only what the service may have is taken from it
 * @throws SutureError `invalid_settings` when the service needs a database and none is given
 */
export function releaseEnvironment(
  definition: CompleteDefinition,
  plain: Variables,
  given: Variables,
): Variables {
  const { database, upstreams, environment } = definition;
  const named = upstreams.flatMap(({ variable }) => variable ?? []);
  const allowed = [...ANY_RELEASE, ...named, ...Object.keys(environment)];
  const taken = Object.entries(given).filter(([name]) => allowed.includes(name));
  return { ...plain, ...plainEnvironment(environment), ...Object.fromEntries(taken), ...databaseVariable() };

  function databaseVariable(): Variables {
    if (!database) return {};
    const url = given.DATABASE_URL;
    if (url) return { [database.variable]: url };
    throw new SutureError(
      'invalid_settings',
      `${definition.name} uses a database. Set RELEASE_DATABASE_URL to the URL of its own database.`,
    );
  }
}
