import { runCommand } from '../process/run-command.ts';
import { type Component, type Found, missing, onPath, type SetUp, versionOf } from './component.ts';
import { withInstallLock } from './install-lock.ts';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The browser that the pages are tested in. Nothing but tests and screenshots needs it. */
export const chromium: Component = {
  name: 'Chromium',
  help: 'install Chromium (Debian: `apt-get install chromium`), or set CHROMIUM to the program',

  async find({ environment }) {
    if (environment.CHROMIUM) return found('environment', environment.CHROMIUM);
    const program = onPath(PROGRAMS, environment);
    return program ? found('PATH', program) : null;
  },

  async install(setUp) {
    return withInstallLock('chromium', setUp, async () => {
      const here = await chromium.find(setUp);
      if (here) return here;
      const apt = onPath(['apt-get'], setUp.environment);
      if (!apt || process.getuid?.() !== 0) {
        throw missing('Chromium', 'Debian packages can be installed by root only.', chromium.help);
      }
      await installPackage(setUp, apt);
      const program = onPath(PROGRAMS, setUp.environment);
      if (!program) throw missing('Chromium', 'the Debian package holds no program.', chromium.help);
      return found('package', program);
    });
  },
};

async function installPackage(setUp: SetUp, apt: string): Promise<void> {
  const env = { ...setUp.environment, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, signal: setUp.signal, timeoutMs: 600_000 };
  const install = ['install', '-y', '-qq', '--no-install-recommends', 'chromium'];
  setUp.say('Chromium: installing the Debian package');
  let result = await runCommand(apt, install, options);
  if (result.code !== 0) {
    await runCommand(apt, ['update', '-qq'], options);
    result = await runCommand(apt, install, options);
  }
  if (result.code !== 0) throw missing('Chromium', `apt-get: ${result.tail}`, chromium.help);
}

async function found(source: Found['source'], path: string): Promise<Found> {
  return { name: 'Chromium', source, path, address: null, version: await versionOf(path) };
}
