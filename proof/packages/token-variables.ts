import { SutureError } from '../../domain/errors.ts';
import { isBerry, type Manager } from './managers.ts';
import type { InstallPackages } from './packages.ts';

/**
 * The token of a private registry, for that registry alone.
 * @throws SutureError `install_failed` where Suture has no variable of the name
 */
export function tokenVariables(
  { definition, environment }: Pick<InstallPackages, 'definition' | 'environment'>,
  manager: Manager,
  registry = 'https://registry.npmjs.org/',
): Record<string, string> {
  const { token: name } = definition.install;
  if (!name) return {};
  const token = environment[name];
  if (!token) {
    throw new SutureError(
      'install_failed',
      `suture.yaml names ${name} as the token of a package registry, and Suture has no such variable. Set it where Suture starts.`,
    );
  }
  const address = registry.replace(/^https?:/, '').replace(/\/?$/, '/');
  return {
    [name]: token,
    ...(isBerry(manager) ? { YARN_NPM_AUTH_TOKEN: token } : { [`npm_config_${address}:_authToken`]: token }),
  };
}
