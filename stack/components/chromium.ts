import { onPath } from '../../platform/find-program.ts';
import { type Component, type Found, missing, versionOf } from './component.ts';
import { installDebianPackage } from './debian-package.ts';
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
      await installDebianPackage(setUp, { name: 'chromium', what: 'Chromium', help: chromium.help });
      const program = onPath(PROGRAMS, setUp.environment);
      if (!program) throw missing('Chromium', 'the Debian package holds no program.', chromium.help);
      return found('package', program);
    });
  },
};

async function found(source: Found['source'], path: string): Promise<Found> {
  return { name: 'Chromium', source, path, address: null, version: await versionOf(path) };
}
