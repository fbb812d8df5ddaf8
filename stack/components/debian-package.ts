import { onPath } from '../../platform/find-program.ts';
import { runTool } from '../process/run-tool.ts';
import { missing, type SetUp } from './component.ts';

/**
 * Installs a Debian package without asking anything; the package lists are fetched only when it cannot be had without.
 * @throws SutureError `component_missing`, naming what helps
 */
export async function installDebianPackage(
  setUp: SetUp,
  { name, what, help }: { name: string; what: string; help: string },
): Promise<void> {
  const apt = onPath(['apt-get'], setUp.environment);
  if (!apt || process.getuid?.() !== 0) {
    throw missing(what, 'Debian packages can be installed by root only.', help);
  }
  const env = { ...setUp.environment, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, signal: setUp.signal, timeoutMs: 600_000 };
  const install = ['install', '-y', '-qq', '--no-install-recommends', name];
  setUp.say(`${what}: installing the Debian package`);
  let result = await runTool(apt, install, options);
  if (result.code !== 0) {
    await runTool(apt, ['update', '-qq'], options);
    result = await runTool(apt, install, options);
  }
  if (result.code !== 0) throw missing(what, `apt-get: ${result.tail}`, help);
}
