import { onPath } from '../../platform/find-program.ts';
import { type Component, type Found, missing, versionOf } from './component.ts';
import { installDebianPackage } from './debian-package.ts';
import { withInstallLock } from './install-lock.ts';

/** A shell whose completion is tried. Nothing but tests needs it. */
export function shell(name: 'bash' | 'zsh' | 'fish'): Component {
  const help = `install ${name} (Debian: \`apt-get install ${name}\`)`;
  const found = async (source: Found['source'], path: string): Promise<Found> => {
    return { name, source, path, address: null, version: await versionOf(path) };
  };
  const component: Component = {
    name,
    help,
    async find({ environment }) {
      const program = onPath([name], environment);
      return program ? found('PATH', program) : null;
    },
    async install(setUp) {
      return withInstallLock(name, setUp, async () => {
        const here = await component.find(setUp);
        if (here) return here;
        await installDebianPackage(setUp, { name, what: name, help });
        const program = onPath([name], setUp.environment);
        if (!program) throw missing(name, 'the Debian package holds no program.', help);
        return found('package', program);
      });
    },
  };
  return component;
}
