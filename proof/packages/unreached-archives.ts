import { SutureError } from '../../domain/errors.ts';
import { type LockedArchive, lockedArchives } from './locked-archives.ts';
import type { Manager } from './managers.ts';
import type { Registries } from './registries.ts';

/** Packages that the error names. */
const NAMED = 2;
/** They hold repositories, and ask for no token of a registry. */
const CODE_HOST = /^(?:codeload\.|www\.)?(?:github|gitlab|bitbucket)\.(?:com|org)$/;

/**
 * Refuses a lockfile that takes packages from where the installer may not reach: npm alone tries for minutes before it fails.
 * @param reached `host:port` of what may be reached
 * @throws SutureError `install_failed` with the host, the packages and what to write
 */
export function refuseUnreached(
  { name, lockfile }: Pick<Manager, 'name' | 'lockfile'>,
  text: string,
  reached: readonly string[],
  { replaced }: Pick<Registries, 'replaced'>,
): void {
  const hosts = new Set(reached.map((host) => host.replace(/:\d+$/, '')));
  // npm asks its own registry in their place.
  const isReplaced = (host: string) => name === 'npm' && (replaced === 'always' || replaced === host);
  const unreached = lockedArchives(name, text).filter(
    ({ url: { hostname } }) => !hosts.has(hostname) && !isReplaced(hostname),
  );
  const [first] = unreached;
  if (!first) return;
  const { hostname } = first.url;
  const packages = unreached.filter(({ url }) => url.hostname === hostname).map((each) => each.name);
  const refused = [...new Set(unreached.map(({ url }) => url.hostname))];
  throw new SutureError(
    'install_failed',
    `${lockfile} takes ${counted(packages)} from ${hostname}, which is no public registry, and neither suture.yaml nor .npmrc names it. ${advice(first, refused)}`,
    { details: { step: 'packages', refused, output: '' } },
  );
}

/**
 * The private registry that a lockfile takes packages from and `install.hosts` names; undefined without one.
 * @param hosts of the definition
 */
export function lockedRegistry(
  { name }: Pick<Manager, 'name'>,
  text: string,
  hosts: readonly string[],
): string | undefined {
  const found = lockedArchives(name, text).find(
    ({ url: { hostname } }) => hosts.includes(hostname) && !CODE_HOST.test(hostname),
  );
  return found && `${found.url.origin}/`;
}

function counted(packages: string[]): string {
  const named = packages.slice(0, NAMED).join(' and ');
  return packages.length > NAMED
    ? `${packages.length} packages, such as ${named},`
    : `${packages.length === 1 ? 'the package' : 'the packages'} ${named}`;
}

/** `install.hosts` takes names without a port, which are reached by TLS. */
function advice({ url }: LockedArchive, refused: string[]): string {
  if (url.port !== '' || url.protocol === 'http:') {
    return `Name the registry in .npmrc: registry=${url.origin}/`;
  }
  const hosts = `hosts: [${refused.join(', ')}]`;
  if (refused.every((host) => CODE_HOST.test(host)))
    return `Write "install: { ${hosts} }" in suture.yaml if it may be reached.`;
  return `Write "install: { ${hosts}, token: NPM_TOKEN }" in suture.yaml, where NPM_TOKEN is the variable of Suture's with the registry's token; without "token" where it asks for none.`;
}
