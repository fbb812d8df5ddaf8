import { SutureError } from '../../domain/errors.ts';
import type { InstallPackages } from '../../proof/packages/packages.ts';
import { RELEASE_PREFIX } from './settings.ts';

/**
 * The variable with the token of a private package registry, where the definition names one. Only what the operator hands to
 * this delivery counts: a definition must not name a secret of another program.
 * @param offered what the operator hands over, by variable
 * @throws SutureError `install_failed` when the operator hands over no such variable
 */
export function registryToken(
  { install }: Pick<InstallPackages['definition'], 'install'>,
  offered: Readonly<Record<string, string>>,
): Record<string, string> {
  const { token: name } = install;
  if (!name) return {};
  const token = offered[name];
  if (token) return { [name]: token };
  throw new SutureError(
    'install_failed',
    `suture.yaml names ${name} as the token of a package registry. Set ${RELEASE_PREFIX}${name} where the delivery starts.`,
  );
}
